"""The tags of the room's templates."""
