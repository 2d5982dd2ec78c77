"""The recipes of docs/ work as they stand: a test follows them in a copy of the sources.

A recipe's step is a code block behind a comment: `recipe: FILE` writes the block as that file;
`recipe: FILE, before: LINE` puts it before the line that begins so, `instead of: LINE` in its place.
Every relative link of the documentation leads somewhere.
"""

import pathlib
import re
import shutil
import tempfile
import textwrap
import unittest

import harness

STEP = re.compile(
    r"<!-- recipe: (?P<file>\S+?)(?:, (?P<how>before|instead of): (?P<line>.+?))? -->\n"
    r"\s*```\w+\n(?P<block>.*?)\n\s*```\n", re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|#)([^)#]+)[^)]*\)")


def follow(recipe, home):
    steps = list(STEP.finditer(recipe.read_text()))
    for step in steps:
        block = textwrap.dedent(step["block"]) + "\n"
        target = home / step["file"]
        if step["how"] is None:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block)
            continue
        lines = target.read_text().splitlines(keepends=True)
        places = [n for n, line in enumerate(lines) if line.strip().startswith(step["line"])]
        if len(places) != 1:
            raise AssertionError(f"{step['file']} has {len(places)} lines {step['line']!r}")
        end = places[0] + (step["how"] == "instead of")
        lines[places[0]:end] = [block]
        target.write_text("".join(lines))
    return len(steps)


class Recipes(unittest.TestCase):

    def test_a_service_and_an_operation_are_added(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="brume-recipe-"))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        home = folder / "brume"
        shutil.copytree(
            harness.HOME, home, symlinks=True,
            ignore=shutil.ignore_patterns(".git", ".brume", "dist", "surefire-reports"))
        self.assertEqual(10, follow(harness.HOME / "docs" / "adding-a-service.md", home))
        self.assertEqual(3, follow(harness.HOME / "docs" / "adding-an-operation.md", home))
        with harness.Server(home=home, start_seconds=300) as server:
            account = server.client("account")
            with self.assertRaises(account.exceptions.ResourceNotFoundException):
                account.get_contact_information()
            contact = {
                "FullName": "Ada", "AddressLine1": "Street 1", "City": "Town",
                "CountryCode": "DE", "PostalCode": "12345", "PhoneNumber": "+49 30 1234"}
            account.put_contact_information(ContactInformation=contact)
            self.assertEqual(contact, account.get_contact_information()["ContactInformation"])


class Links(unittest.TestCase):

    def test_every_link_leads_somewhere(self):
        pages = [*harness.HOME.glob("*.md"), *harness.HOME.glob("docs/**/*.md"),
                 *harness.HOME.glob("services/*/README.md")]
        self.assertGreater(len(pages), 10)
        broken = [
            f"{page.relative_to(harness.HOME)}: {link}"
            for page in pages for link in LINK.findall(page.read_text())
            if not (page.parent / link).exists()]
        self.assertEqual([], broken)


if __name__ == "__main__":
    unittest.main()
