"""The people and the handbook of the tests of translating."""

from tests.editorial.translating.conftest import (  # noqa: F401
    book,
    faiza,
    paula,
    pedro,
    rosa,
    tarsila,
)
