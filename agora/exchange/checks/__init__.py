"""What is looked at before a document is sent, said in plain words."""

from agora.exchange.checks.services import Check, check_document, document_stops, pdf_findings

__all__ = ["Check", "check_document", "document_stops", "pdf_findings"]
