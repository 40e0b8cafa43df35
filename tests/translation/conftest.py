"""No test leaves a program running or an answer remembered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from agora.translation import engines


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    engines.forget()
    yield
    engines.forget()
