"""The workflows are what GitHub takes for valid, run fixed code, and have no right too many."""

import re
import subprocess
import sys

import pytest
import yaml

from tests.site.conftest import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PINNED = re.compile(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


@pytest.fixture(params=WORKFLOWS, ids=lambda path: path.stem)
def text(request) -> str:
    """The text of each workflow in turn."""
    return request.param.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ("github-workflows", WORKFLOWS),
        ("dependabot", [ROOT / ".github" / "dependabot.yml"]),
        ("github-issue-forms", [ROOT / ".github" / "ISSUE_TEMPLATE" / "fault.yml"]),
        ("citation-file-format", [ROOT / "CITATION.cff"]),
    ],
)
def test_files_for_github_are_valid(schema, paths):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}"]
    done = subprocess.run([*command, *paths], capture_output=True, text=True)
    assert paths
    assert done.returncode == 0, done.stdout + done.stderr


def test_actions_are_pinned_by_commit(text):
    """A tag can be moved to other code; the comment says which tag it was."""
    actions = re.findall(r"uses: (.+)", text)
    assert actions
    assert not [action for action in actions if not PINNED.fullmatch(action)]


def test_a_workflow_may_read_and_only_the_job_that_deploys_may_write(text):
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        deploys = any("deploy-pages" in step.get("uses", "") for step in job["steps"])
        rights = {"pages": "write", "id-token": "write"} if deploys else None
        assert job.get("permissions") == rights
        assert not deploys or not any("run" in step for step in job["steps"])
