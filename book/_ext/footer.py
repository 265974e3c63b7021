"""Tell every page's footer the version, its date, where the source is and where faults go."""

import subprocess
from functools import cache
from urllib.parse import quote

from project import ROOT, release, repository
from sphinx.application import Sphinx


@cache
def date_of_source() -> str:
    """Return the day of the last commit, or nothing in a copy without a history."""
    command = ["git", "-C", ROOT, "log", "-1", "--format=%cs"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


def report_address(address: str, pagename: str) -> str:
    """Return where a fault on a page is reported, with the page named."""
    return f"{address}/issues/new?title={quote(f'{pagename}: ')}"


def fill_footer(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Give the template course-footer.html what it writes."""
    address = repository()
    context["course_version"] = release().removeprefix("v")
    context["course_date"] = date_of_source()
    context["course_source"] = address and f"{address}/tree/{release()}"
    context["course_report"] = address and report_address(address, pagename)


def setup(app: Sphinx) -> dict:
    """Run on every page as it is written."""
    app.connect("html-page-context", fill_footer)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
