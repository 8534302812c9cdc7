"""How collected static files are named on a server."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Every file under a name with its hash, our ES modules' imports of each other included.

    Django can do that for imports too, but for every script, and the text of some libraries looks to it
    like an import that leads nowhere. So it is told to look at our own scripts alone.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),
    )
