"""What a month costs: the formula of the guide, and its table. Prices are US dollars, AWS's list for us-east-1 as
known to the authors in 2026; put yours in their place. No free tier, no data transfer.

    cost.py            prints the guide's table
"""

MINUTES = 60 * 730                    # of a month
PRICES = {
    "lambda request": 0.20e-6,
    "lambda GB-second": 0.0000166667,  # x86_64; arm64 is a fifth less
    "rest": [(333e6, 3.50e-6), (667e6, 2.80e-6), (19e9, 2.38e-6)],
    "http": [(300e6, 1.00e-6), (float("inf"), 0.90e-6)],
    "log GB": 0.50,
    "nlb hour": 0.0225,
    "alb hour": 0.0225,
}
MEMORY_GB = 0.25
SECONDS = 0.060                       # billed: a backend that takes 50 ms, and us
LOG_BYTES = 1200                      # of the function: our line and Lambda's own
ACCESS_LOG_BYTES = 400                # of API Gateway
VARIANTS = ["rest-api", "http-api", "function-url", "rest-api-vpc-link", "http-api-vpc-link"]


def tiered(requests, tiers):
    total = 0.0
    for size, price in tiers:
        part = min(requests, size)
        total += part * price
        requests -= part
    return total


def month(variant, a_minute):
    requests = a_minute * MINUTES
    front = "rest" if variant.startswith("rest") else "http" if variant.startswith("http") else None
    total = tiered(requests, PRICES[front]) if front else 0.0
    log = ACCESS_LOG_BYTES if front else 0
    if variant.endswith("vpc-link"):
        total += 730 * PRICES["nlb hour" if variant.startswith("rest") else "alb hour"]
    else:
        log += LOG_BYTES
        total += requests * (PRICES["lambda request"] + MEMORY_GB * SECONDS * PRICES["lambda GB-second"])
    return total + requests * log / 1e9 * PRICES["log GB"]


def table():
    rows = ["| variant | 1 a minute | 100 a minute | 10,000 a minute |", "|---|---|---|---|"]
    for variant in VARIANTS:
        cells = [f"${month(variant, rate):,.2f}" for rate in (1, 100, 10_000)]
        rows.append(f"| `{variant}` | {' | '.join(cells)} |")
    return "\n".join(rows)


if __name__ == "__main__":
    print(table())
