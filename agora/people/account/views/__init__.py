"""The pages of an account. `urls` loads each module when one of its pages is first asked for."""
