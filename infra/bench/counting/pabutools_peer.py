"""Times pabutools on one .pb file, as a peer: exact fractions, reading not counted. Prints one JSON object."""

import json
import sys
import time

from pabutools.election import Cost_Sat, parse_pabulib
from pabutools.rules import method_of_equal_shares, sequential_phragmen


def timed(rule):
    start, busy = time.perf_counter(), time.process_time()
    winners = rule()
    return {
        "seconds": time.perf_counter() - start,
        "cpu_seconds": time.process_time() - busy,
        "winners": sorted(project.name for project in winners),
    }


path, rules = sys.argv[1], sys.argv[2].split(",")
start = time.perf_counter()
instance, profile = parse_pabulib(path)
result = {"read_seconds": time.perf_counter() - start}
multiprofile = profile.as_multiprofile()
if "equal-shares" in rules:
    result["equal-shares"] = timed(lambda: method_of_equal_shares(instance, multiprofile, sat_class=Cost_Sat))
if "phragmen" in rules:
    result["phragmen"] = timed(lambda: sequential_phragmen(instance, multiprofile))
print(json.dumps(result))
