"""How pages appear in search results and where they are shared: structured data, pictures, editor panel."""
