"""From a document and a screen of questions to a form, and from what was typed to a new document."""
