"""The one base of everything that says: this cannot be read, and here is the place.

The exceptions of the project that pass from one module to another (private ones are left out):

Exception
├─ Unreadable                     what was given cannot be read: reason, line, column
│  ├─ NotTextError                bytes that are no text
│  ├─ JsonTextError               text that is no acceptable JSON
│  ├─ CsvTextError                text that is no acceptable CSV
│  ├─ PayloadError                a text that is no payload
│  │  ├─ LiteralError             a literal of JavaScript or Python that is none, or that a program fills in
│  │  └─ SeveralCalls             a text with several calls, of which none was chosen
│  └─ DataSetError                a file of a data set; it names the file
│     └─ ModuleNotHeld            a module whose fields the data set does not hold
├─ Misfit                         a value of metadata, a session or a setting that does not fit
├─ ShapeError                     a value that holds neither records nor fields, where either is wanted
├─ NotInParts                     CSV that has to be read whole: its form needs that, or something in it is wrong
├─ BlockError                     a block of cells that cannot be pasted
├─ OtherForm                      a cell of CSV that means a value, but not in the form that the API takes
├─ ShellError                     shell text with a quote that stays open
├─ AssumptionError                a rule or a setting that there is not
├─ CaseError                      usage, or input that cannot be read: a command ends with exit code 2
├─ WorkspaceError                 a workspace or a session that cannot be opened
├─ ProfileError                   a profile, its secrets or its files that cannot be used
├─ UrlError                       a base URL that we do not talk to
├─ OAuthError                     no access token
├─ LiveError                      a read that brought nothing
├─ TooLong                        a reply that is, or grows, longer than its bound
├─ NotUnpacked                    a reply that is compressed in a way that can't be read
├─ OthersCanRead                  a file of secrets that others can read
├─ InUse                          a lock that somebody else holds
│  └─ SendInProgress              another send to the same org is under way
├─ TargetsMoved                   targets were changed between the yes and the send
├─ SendRefused                    a plan that was run before
├─ PullError                      a pull that cannot begin, or cannot put its data set in place
├─ ModuleProblem                  what keeps one module from being pulled
├─ Stopped                        the person stopped a pull
├─ NotAtOnce                      a look-up in many records that takes longer than a moment
├─ GivenUp                        what was computed in a thread, and nobody waits for any more
├─ PracticeError                  a practice org that cannot start or go on
├─ FaultError                     a fault that the practice org does not know
└─ Refused                        a refusal of the practice org, which is a reply

A write to an org raises none of these: how it ended is a value (tui.live.zoho.result.CallResult).
"""

from __future__ import annotations

from tui.core.display import one_line


class Unreadable(Exception):
    """Something that cannot be read. ``reason``: one sentence; ``line`` and ``column`` count from 1 and are None where
    there is no one place."""

    def __init__(self, reason: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(f"{place_text(line, column)}: {reason}" if line is not None else reason)
        self.reason, self.line, self.column = reason, line, column

    def in_file(self, name: str) -> str:
        """The error in one line that begins with the name of what could not be read."""
        return f"{one_line(name)}{place_text(self.line, self.column, ', ')}: {self.reason}"


def place_text(line: int | None, column: int | None, before: str = "") -> str:
    """``line 3, column 4``, as far as they are known; ``before`` stands before it, if there is anything."""
    named = (("line", line), ("column", column))
    text = ", ".join(f"{name} {number}" for name, number in named if number is not None)
    return before + text if text else ""
