"""What a web process makes ready beside its first requests, so that none waits for it alone."""

from __future__ import annotations

import logging
import threading

logger = logging.getLogger(__name__)


def get_ready() -> threading.Thread:
    """Read the topics and the glossary in a thread of its own; returns the thread.

    A request that needs them earlier waits for the same reading, or does it itself.
    """
    thread = threading.Thread(target=_read, name="ready", daemon=True)
    thread.start()
    return thread


def _read() -> None:
    from django.db import DatabaseError, connection

    from agora.catalogue.bridge import bridge

    try:
        bridge()
    except DatabaseError as error:
        logger.info("The glossary is read with the first search: %s", error)
    finally:
        connection.close()
