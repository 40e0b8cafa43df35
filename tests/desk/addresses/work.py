"""The desk's first page."""

from agora.desk.access import DESK
from tests.desk.addresses import Example

ADDRESSES = {DESK: Example("en/desk/")}
