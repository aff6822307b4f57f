import Glibc

/// Certificates made with the `openssl` command in a folder of their own, once for all tests.
package enum Certificates {
    /// The folder; nil where there is no `openssl` command.
    package static let folder: String? = make()

    private static let extensions = "subjectAltName=DNS:shop.internal,IP:127.0.0.1,IP:127.0.0.3"

    private static func make() -> String? {
        var template = Array("/tmp/switchyard-certificates-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil, run("command -v openssl >/dev/null") else { return nil }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let script = """
            set -e
            cd \(folder)
            for ca in ca other; do
                openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 \
                    -keyout $ca.key -out $ca.pem -subj /CN=$ca
            done
            for name in server client expired future stranger; do
                openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
                    -keyout $name.key -out $name.csr -subj /CN=$name
            done
            echo "\(extensions)" > names
            : > index.txt
            echo 01 > serial
            cat > ca.conf <<END
            [ca]
            default_ca = here
            [here]
            database = index.txt
            serial = serial
            new_certs_dir = .
            default_md = sha256
            policy = any
            unique_subject = no
            [any]
            commonName = supplied
            END
            sign() {
                openssl ca -batch -config ca.conf -notext -extfile names -cert $1.pem -keyfile $1.key \
                    -in $2.csr -out $2.pem -startdate $3 -enddate $4
            }
            sign ca server 20200101000000Z 20490101000000Z
            sign ca client 20200101000000Z 20490101000000Z
            sign ca expired 20200101000000Z 20210101000000Z
            sign ca future 20480101000000Z 20490101000000Z
            sign other stranger 20200101000000Z 20490101000000Z
            """
        return run("(\(script)\n) >\(folder)/log 2>&1") ? folder : nil
    }

    private static func run(_ command: String) -> Bool {
        unsafe system(command) == 0
    }
}
