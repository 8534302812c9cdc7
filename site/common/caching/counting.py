"""A table that limits are counted in while no cache can be asked."""

from __future__ import annotations

import pickle
from base64 import b64decode, b64encode
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import router, transaction
from django.utils import timezone


class CountingTable(DatabaseCache):
    """Django's cache in a database, on the table of `common.models.CountedLimit`; several count in turn."""

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> Any:
        """Raises ValueError for a key that is not there. Two statements; when it runs out stays as it is."""
        from common.models import CountedLimit

        name = self.make_and_validate_key(key, version=version)
        alias = router.db_for_write(self.cache_model_class)
        with transaction.atomic(using=alias):
            rows = CountedLimit.objects.using(alias).filter(pk=name, expires__gte=timezone.now())
            row = rows.select_for_update().first()
            if row is None:
                raise ValueError(f"Key '{key}' not found")
            # as Django's cache writes and reads it
            counted = pickle.loads(b64decode(row.value)) + delta
            rows.update(value=b64encode(pickle.dumps(counted)).decode())
        return counted
