"""Pictures that people send: judged by their first bytes, then decoded small, one after another."""
