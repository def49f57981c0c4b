"""The store: what the networks found and what readers said, in one SQLite file that survives its users.

Findings are a memory that can be made again, and are replaced by a re-run. Verdicts are a journal of their
own, and so are readers' impressions: entries are added, never changed or deleted, and no re-run touches them.
"""

from fracview.review.store.analyses import models_key
from fracview.review.store.errors import StoreError
from fracview.review.store.files import FileStamp, KnownFile
from fracview.review.store.store import Store

__all__ = ["FileStamp", "KnownFile", "Store", "StoreError", "models_key"]
