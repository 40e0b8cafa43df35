"""The one door through which the market asks other hosts for anything.

`fetch(address)` gives a `Fetched` or raises a `FetchFailed`. Nothing else in this code opens a
connection to the outside, mail excepted; a house test looks for what would.
"""

from agora.exchange.fetching.client import ANSWER, FILE, PAGE, Client, Limits, fetch
from agora.exchange.fetching.errors import FetchFailed
from agora.exchange.fetching.results import Fetched, Redirected

__all__ = [
    "ANSWER",
    "FILE",
    "PAGE",
    "Client",
    "FetchFailed",
    "Fetched",
    "Limits",
    "Redirected",
    "fetch",
]
