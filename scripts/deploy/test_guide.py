"""What the guide says of costs, files and choices is what stands in the folder."""

import pathlib
import re
import unittest

import cost
import prove
import variables

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Guide(unittest.TestCase):
    def setUp(self):
        self.text = (ROOT / "deploy/README.md").read_text()

    def test_the_table_of_costs_is_computed(self):
        self.assertIn(cost.table(), self.text)

    def test_the_prices_are_those_of_the_formula(self):
        for price in ["$3.50", "$2.80", "$1.00", "$0.90", "$0.20", "$0.0000166667", "$0.50", "$0.0225"]:
            self.assertIn(price, self.text)

    def test_every_file_that_it_names_is_there(self):
        named = set(re.findall(r"`((?:resources|account|scripts|docs|routes|deploy)/[\w./-]+\.\w+)`", self.text))
        self.assertGreater(len(named), 5)
        for name in named:
            places = [ROOT / name, ROOT / "deploy" / name]
            self.assertTrue(any(place.exists() for place in places), name)

    def test_every_choice_has_its_keys(self):
        resources = ROOT / "deploy/resources"
        for name, choice in [("rest-events.yml", ("restApi", "callers")), ("rest-firewall.yml", ("restApi", "firewall"))]:
            self.assertEqual(set(variables.load(resources / name)), set(prove.CHOICES["rest-api"][choice]))
        self.assertEqual(set(variables.load(resources / "http-events.yml")), {"anyone", "jwt", "iam"})


if __name__ == "__main__":
    unittest.main()
