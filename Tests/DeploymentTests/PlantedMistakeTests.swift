import Routing
import Testing

@testable import Deployment

/// Mistakes planted one by one in copies of the deploy folder, each in two spellings, each caught by its check.
struct PlantedMistakeTests {
    struct Mistake: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let variant: String
        let file: String
        let old: String
        let new: String
        let code: Diagnostic.Code

        init(
            _ name: String,
            _ code: Diagnostic.Code,
            in variant: String = "rest-api",
            file: String = "serverless.yml",
            _ old: String,
            _ new: String
        ) {
            testDescription = name
            self.variant = variant
            self.file = file == "serverless.yml" ? "deploy/\(variant)/\(file)" : "deploy/\(file)"
            self.old = old
            self.new = new
            self.code = code
        }
    }

    @Test(arguments: mistakes)
    func `a mistake is caught where it stands`(_ mistake: Mistake) throws {
        var folder = Folder.shipped
        try folder.replace(mistake.old, with: mistake.new, in: mistake.file)
        expectCaught(mistake, folder)
    }

    @Test(arguments: mistakes)
    func `a mistake is caught in its other spelling, behind a file or in place of one`(_ mistake: Mistake)
        throws
    {
        var folder = Folder.shipped
        try folder.replace(mistake.old, with: mistake.new, in: mistake.file)
        try folder.respell(mistake.file, stage: "prod")
        expectCaught(mistake, folder)
    }

    @Test(arguments: mistakes)
    func `the other spelling alone is no mistake`(_ mistake: Mistake) throws {
        var folder = Folder.shipped
        try folder.respell(mistake.file, stage: "prod")
        let errors = folder.check(mistake.variant, stage: "prod").filter { $0.severity == .error }
        #expect(errors.map(\.rendered) == [])
    }

    private func expectCaught(_ mistake: Mistake, _ folder: Folder) {
        let errors = folder.check(mistake.variant, stage: "prod").filter { $0.severity == .error }
        #expect(errors.contains { $0.code == mistake.code }, "\(errors.map(\.rendered))")
        #expect(errors.allSatisfy { !$0.place.isWholeFile }, "\(errors.map(\.rendered))")
    }
}
