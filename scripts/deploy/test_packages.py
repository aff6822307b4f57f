"""An edit of the routes is deployed by itself, without Swift, and never with an old table."""

import pathlib
import shutil
import tempfile
import unittest

import packages
import prove
import variables

ROOT = pathlib.Path(__file__).resolve().parents[2]
WITH_FUNCTION = ["rest-api", "http-api", "function-url"]


class Packages(unittest.TestCase):
    def setUp(self):
        work = tempfile.TemporaryDirectory()
        self.addCleanup(work.cleanup)
        self.root = pathlib.Path(work.name)
        for name in ["deploy", "routes"]:
            shutil.copytree(ROOT / name, self.root / name)

    def each(self):
        for variant in WITH_FUNCTION:
            for stage in prove.STAGES:
                with self.subTest(variant=variant, stage=stage):
                    yield self.root / "deploy" / variant, stage, prove.service(self.root / "deploy", variant, stage)

    def test_the_function_holds_its_table_and_what_that_includes(self):
        for folder, stage, service in self.each():
            held = packages.function_package(folder, service)
            table = service["functions"]["forward"]["environment"]["ROUTES"]
            self.assertIn(table, held)
            for name in variables.load(held[table])["include"]:
                self.assertIn(str(pathlib.Path(table).parent / name), held)

    def test_the_function_holds_nothing_but_the_folder_of_routes(self):
        for folder, _, service in self.each():
            pathlib.Path(folder, "stray.txt").write_text("not to be shipped")
            held = packages.function_package(folder, service)
            self.assertEqual({name.split("/")[0] for name in held}, {"routes"})

    def test_an_edit_of_the_table_changes_the_function_and_not_the_layer(self):
        for folder, stage, service in self.each():
            layer = packages.layer_artifact(folder, service)
            before = self.content(folder, service)
            table = self.root / "routes" / f"{stage}.yml"
            table.write_text(table.read_text().replace("10.", "172.", 1))
            after = prove.service(self.root / "deploy", folder.name, stage)
            self.assertNotEqual(before, self.content(folder, after))
            self.assertEqual(self.content(folder, after)[f"routes/{stage}.yml"], table.read_bytes())
            self.assertEqual(layer, packages.layer_artifact(folder, after))

    def test_no_zip_of_an_earlier_day_can_stand_for_the_function(self):
        for _, _, service in self.each():
            self.assertNotIn("artifact", service["package"])
            self.assertNotIn("package", service["functions"]["forward"])

    def test_the_layer_is_the_artifact_that_make_package_makes(self):
        for folder, stage, service in self.each():
            environment = service["custom"]["env"]
            name = f"switchyard-{environment['version']}-{environment['architecture']}.zip"
            self.assertEqual(packages.layer_artifact(folder, service), self.root / "dist" / name)

    def test_the_environments_name_the_version_of_these_sources(self):
        text = (ROOT / "Sources/Messages/Version.swift").read_text()
        for _, _, service in self.each():
            self.assertIn(f'"{service["custom"]["env"]["version"]}"', text)

    def content(self, folder, service):
        return {name: path.read_bytes() for name, path in packages.function_package(folder, service).items()}


if __name__ == "__main__":
    unittest.main()
