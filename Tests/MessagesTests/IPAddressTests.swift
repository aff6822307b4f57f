import Messages
import Testing

@Suite struct IPAddressTests {
    @Test(arguments: [
        ("203.0.113.7", "203.0.113.7"), ("2001:DB8::1", "2001:db8::1"), ("::", "::"), ("::1", "::1"),
        ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("::ffff:10.0.0.1", "10.0.0.1"),
        ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
    ])
    func `an address is read and written in its standard form`(text: String, standard: String) throws {
        #expect(try #require(IPAddress(text)).description == standard)
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.-4", "1.2.3.4 ", "[::1]", "fe80::1%eth0",
        ":::", "1::2::3", "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9", "1:", ":1", "12345::", "::g", "1.2.3.4::", "::1.2.3.4:5",
    ])
    func `what is no address is refused`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("10.1.2.3", "10.1.2.3", true),
        ("10.1.2.3/31", "10.1.2.2", true), ("0.0.0.0/0", "1.2.3.4", true), ("0.0.0.0/0", "::1", false),
        ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
    ])
    func `a block holds the addresses that share its prefix`(block: String, address: String, holds: Bool)
        throws
    {
        #expect(try #require(CIDR(block)).contains(#require(IPAddress(address))) == holds)
    }

    @Test(arguments: [
        "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8/8", "/8", "10.0.0.0/+8",
    ])
    func `what is no block is refused`(text: String) {
        #expect(CIDR(text) == nil)
    }

    @Test func `bits behind the prefix are seen`() throws {
        #expect(try #require(CIDR("10.0.0.1/8")).hasHostBits)
        #expect(try !#require(CIDR("10.0.0.0/8")).hasHostBits)
        #expect(try !#require(CIDR("10.0.0.1")).hasHostBits)
    }
}
