"""Is there nothing in it that does harm or does not belong (安全性)?"""

from disclosure_plugin.archive.package_checks import (
    Item,
    NoScanner,
    Property,
    Subject,
    Verdict,
    failed,
    judged,
    not_checked,
    passed,
    problems_of,
)
from disclosure_plugin.archive.validate import check_listed, check_names, check_unindexed
from disclosure_plugin.archive.warc import REVISIT_MIME
from disclosure_plugin.errors import gettext_noop


def viruses(subject: Subject) -> Verdict:
    """No scanner knows a content as a virus. Packed bytes are unpacked for it."""
    if subject.scan is None:
        return not_checked(gettext_noop("No virus scanner is set up."))
    count = 0
    for row in subject.package.rows:
        if row.mime == REVISIT_MIME:  # checked where its bytes are
            continue
        payload = subject.package.message(row).payload
        try:
            found = subject.scan(payload)
        except NoScanner as error:
            return not_checked(
                gettext_noop("The virus scanner did not answer: %(problem)s"), problem=str(error)
            )
        if found:
            return failed(gettext_noop("%(name)s was found in %(url)s."), name=found, url=row.url)
        count += 1
    return passed(gettext_noop("The scanner knows none of %(count)s contents."), count=count)


def nothing_foreign(subject: Subject) -> Verdict:
    """Every file is listed and belongs there, every record is in the index."""
    return judged(
        problems_of(subject.package, check_names, check_listed, check_unindexed),
        gettext_noop("All %(count)s files are listed, and no record is hidden."),
        count=len(subject.package.names),
    )


def process(_subject: Subject) -> Verdict:
    return not_checked(
        gettext_noop("Who may do what is for the organisation to say; accesses are in its logs.")
    )


ITEMS = (
    Item("27", Property.SAFETY, gettext_noop("No virus"), gettext_noop("Archived contents"),
         gettext_noop("A virus scanner (clamd)"), viruses),
    Item("28", Property.SAFETY, gettext_noop("Nothing that does not belong there"),
         gettext_noop("Files and records of the package"), gettext_noop("WACZ 1.1.1"),
         nothing_foreign),
    Item("29", Property.SAFETY, gettext_noop("The process is under control"),
         gettext_noop("Roles and procedures"), gettext_noop("By people there"), process),
)  # fmt: skip
