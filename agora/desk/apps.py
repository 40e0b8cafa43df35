"""Start-up of the room `desk`."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Working pages of providers and of the learning team."""

    name = "agora.desk"
    label = "desk"

    def ready(self) -> None:
        """Register the parts of “My work” and the link on live pages."""
        from agora.desk.drafts import listing, opening
        from agora.desk.forms.saying import register_deep
        from agora.desk.moderation import providing
        from agora.desk.moderation import views as moderation
        from agora.desk.parts import register_part
        from agora.desk.review import queue, reading
        from agora.desk.runs import waiting
        from agora.desk.studio import places
        from agora.desk.uses import views as uses
        from agora.ui import acting

        register_part(10, listing.part)
        register_part(12, providing.part)
        register_part(15, reading.part)
        register_part(20, queue.part)
        register_part(25, uses.part)
        register_part(27, waiting.part)
        register_part(28, moderation.part)
        acting.register(opening.acts)
        register_deep("course", places.place)
