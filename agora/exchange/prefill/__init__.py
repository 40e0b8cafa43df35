"""From a link or a file to the beginning of a document, with where each part came from."""

from agora.exchange.prefill.services import Filled, Picture, Prefill, prefill, prefill_file

__all__ = ["Filled", "Picture", "Prefill", "prefill", "prefill_file"]
