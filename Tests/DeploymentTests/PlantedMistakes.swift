import Routing

extension PlantedMistakeTests {
    static let mistakes = openings + breakages

    /// What would leave a deployment open or unbounded.
    static let openings: [Mistake] = [
        Mistake(
            "the seed's resource policy, where nothing reads it",
            .resourcePolicy,
            "    resourcePolicy: ${file(../resources/rest-policy.yml)}\n",
            "  resourcePolicy: ${file(../resources/rest-policy.yml)}\n"
        ),
        Mistake(
            "no resource policy",
            .resourcePolicy,
            "    resourcePolicy: ${file(../resources/rest-policy.yml)}\n",
            ""
        ),
        Mistake(
            "a policy for every address",
            .resourcePolicy,
            file: "resources/rest-policy.yml",
            "  Condition:\n    IpAddress:\n      aws:SourceIp: ${self:custom.env.restApi.cidrs}\n",
            ""
        ),
        Mistake("the framework's stage under its usual name", .openStage, "    stage: closed\n", ""),
        Mistake(
            "the framework's stage not denied",
            .openStage,
            file: "resources/rest-policy.yml",
            "execute-api:/closed/*",
            "execute-api:/other/*"
        ),
        Mistake(
            "a REST stage without a throttle",
            .noThrottle,
            file: "resources/rest-stage.yml",
            "          ThrottlingRateLimit: ${self:custom.env.throttle.rate}\n",
            ""
        ),
        Mistake("no stage of our own", .noThrottle, "  - ${file(../resources/rest-stage.yml)}\n", ""),
        Mistake(
            "an HTTP API without a throttle",
            .noThrottle,
            in: "http-api",
            file: "resources/http-stage.yml",
            "        ThrottlingBurstLimit: ${self:custom.env.throttle.burst}\n",
            ""
        ),
        Mistake(
            "a throttle of nothing at all",
            .noThrottle,
            in: "http-api",
            file: "environments/prod.yml",
            "  rate: 100\n",
            "  rate: 0\n"
        ),
        Mistake(
            "a VPC link's stage without a throttle",
            .noThrottle,
            in: "http-api-vpc-link",
            file: "resources/http-link-api.yml",
            "        ThrottlingRateLimit: ${self:custom.env.throttle.rate}\n",
            ""
        ),
        Mistake(
            "a REST API to a VPC link without a throttle",
            .noThrottle,
            in: "rest-api-vpc-link",
            file: "resources/rest-link-api.yml",
            "          ThrottlingBurstLimit: ${self:custom.env.throttle.burst}\n",
            ""
        ),
        Mistake(
            "a Function URL without a limit",
            .noThrottle,
            in: "function-url",
            "    reservedConcurrency: ${self:custom.env.function.reservedConcurrency}\n",
            ""
        ),
        Mistake(
            "egress to everywhere",
            .openEgress,
            file: "egress/prod.yml",
            "CidrIp: 10.0.1.10/32",
            "CidrIp: 0.0.0.0/0"
        ),
        Mistake(
            "egress to everywhere in IPv6",
            .openEgress,
            file: "egress/prod.yml",
            "CidrIp: 10.0.1.10/32",
            "CidrIpv6: ::/0"
        ),
        Mistake(
            "no rule for egress, which is every rule",
            .openEgress,
            file: "resources/network.yml",
            "      SecurityGroupEgress: ${file(../egress/${sls:stage}.yml)}\n",
            ""
        ),
        Mistake(
            "a backend without a rule",
            .missingEgress,
            file: "egress/prod.yml",
            "CidrIp: 10.0.2.20/32",
            "CidrIp: 10.0.2.21/32"
        ),
        Mistake(
            "a rule on a port that no backend has",
            .idleEgress,
            file: "egress/prod.yml",
            "  ToPort: 8080",
            "  ToPort: 8081"
        ),
        Mistake(
            "a name that leads nobody knows where",
            .unknownAddress,
            file: "environments/prod.yml",
            "  build.internal:",
            "  builds.internal:"
        ),
        Mistake(
            "a rule for ingress",
            .ingress,
            file: "resources/network.yml",
            "      SecurityGroupEgress:",
            "      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8}]\n"
                + "      SecurityGroupEgress:"
        ),
    ]

    /// What would break it, or keep it from being seen to break.
    static let breakages: [Mistake] = [
        Mistake(
            "a function outside the VPC",
            .noVPC,
            "  vpc:\n    securityGroupIds:\n      - Fn::GetAtt: [ForwardSecurityGroup, GroupId]\n"
                + "    subnetIds: ${self:custom.env.vpc.subnetIds}\n",
            ""
        ),
        Mistake(
            "a function that ends before its longest route",
            .routeTimeout,
            file: "environments/prod.yml",
            "  timeout: 25 ",
            "  timeout: 20 "
        ),
        Mistake(
            "a function that outlives its REST API",
            .functionTimeout,
            file: "environments/prod.yml",
            "  timeout: 25 ",
            "  timeout: 30 "
        ),
        Mistake(
            "a function that outlives its HTTP API",
            .functionTimeout,
            in: "http-api",
            file: "environments/prod.yml",
            "  timeout: 25 ",
            "  timeout: 31 "
        ),
        Mistake(
            "the seed's time-out of one second",
            .routeTimeout,
            in: "function-url",
            "  timeout: ${self:custom.env.function.timeout}\n",
            "  timeout: 1\n"
        ),
        Mistake(
            "an integration that API Gateway would cut",
            .functionTimeout,
            in: "http-api-vpc-link",
            file: "environments/prod.yml",
            "  timeout: 29000",
            "  timeout: 60000"
        ),
        Mistake(
            "a function that streams to a REST API that waits",
            .responseMode,
            "      RESPONSE_MODE: ${self:custom.env.restApi.responseMode}\n",
            "      RESPONSE_MODE: streaming\n"
        ),
        Mistake(
            "a function that streams to an HTTP API",
            .responseMode,
            in: "http-api",
            "      RESPONSE_MODE: buffered",
            "      RESPONSE_MODE: streaming"
        ),
        Mistake(
            "a Function URL that streams what is not streamed",
            .responseMode,
            in: "function-url",
            "      RESPONSE_MODE: streaming",
            "      RESPONSE_MODE: buffered"
        ),
        Mistake(
            "binary bodies taken for text",
            .binaryTypes,
            "    binaryMediaTypes: ['*/*']\n",
            "    binaryMediaTypes: [image/png]\n"
        ),
        Mistake(
            "a package of some other day",
            .oldPackage,
            "package:\n",
            "package:\n  artifact: ../../dist/routes.zip\n"
        ),
        Mistake(
            "a package without the table",
            .notPackaged,
            "    - ../../routes/**\n",
            "    - ../../tables/**\n"
        ),
        Mistake(
            "a package without what the table includes",
            .notPackaged,
            "    - ../../routes/**\n",
            "    - ../../routes/prod.yml\n"
        ),
        Mistake(
            "a layer of another architecture",
            .noArtifact,
            "-${self:custom.env.architecture}.zip",
            "-arm64.zip"
        ),
        Mistake(
            "an architecture without an artifact",
            .noArtifact,
            file: "environments/prod.yml",
            "architecture: x86_64",
            "architecture: arm64"
        ),
        Mistake("no table", .noTable, "      ROUTES: routes/${sls:stage}.yml\n", ""),
        Mistake(
            "a variable of the table that the function will lack",
            .unsetVariable,
            file: "environments/prod.yml",
            "  GITHUB_WEBHOOK_SECRET: ${env",
            "  GITHUB_SECRET: ${env"
        ),
        Mistake(
            "no bound to the concurrency",
            .noConcurrency,
            "    reservedConcurrency: ${self:custom.env.function.reservedConcurrency}\n",
            ""
        ),
        Mistake(
            "logs without an end",
            .noRetention,
            "  logRetentionInDays: ${self:custom.env.logs.retention}\n",
            ""
        ),
        Mistake(
            "versions that pile up",
            .oldVersions,
            "  versionFunctions: false ",
            "  versionFunctions: true "
        ),
        Mistake(
            "a role that may do anything",
            .broadRole,
            file: "resources/role.yml",
            "[logs:CreateLogStream, logs:PutLogEvents]",
            "['*']"
        ),
        Mistake(
            "an alarm that can't ring",
            .deafAlarm,
            file: "environments/prod.yml",
            "  slow: 20000 ",
            "  slow: 25000 "
        ),
        Mistake(
            "an alarm that tells nobody",
            .deafAlarm,
            file: "resources/rest-alarms.yml",
            "      AlarmActions:\n        - Ref: AlarmTopic\n",
            ""
        ),
        Mistake(
            "a key that is only warned of",
            .uncheckedConfiguration,
            "configValidationMode: error",
            "a: b"
        ),
        Mistake(
            "a value that nobody gives",
            .unresolvedVariable,
            file: "environments/prod.yml",
            "  memory: 256 ",
            "  memories: 256 "
        ),
    ]
}
