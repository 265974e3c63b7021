"""Put the tools that run chapters and build the site on the path."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
for folder in ("tools", "_ext"):
    sys.path.insert(0, str(ROOT / "book" / folder))
