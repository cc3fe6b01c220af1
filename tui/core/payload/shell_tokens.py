"""The parts of shell text as regular expressions: of a command, of double quotes and of a here-document."""

from __future__ import annotations

import re
from typing import Final

VARIABLE: Final = r"\$\{[^}\n]{1,200}\}|\$[A-Za-z_]\w*+|\$[0-9@*#?!$-]"
BARE: Final = re.compile(
    r"(?P<line>\\\r?\n)"
    r"|(?P<gap>(?:[ \t\f\v]|\\[ \t]+\r?\n|[`^][ \t]*\r?\n|[0-9]?>&[0-9-])++)"  # cmd and PowerShell end lines so, too
    r"|(?P<end>\r?\n|;|&&|\|\||&(?=\s|$)|\))"
    r"|(?P<pipe>\|)"
    r"|(?P<herestring><<<)"
    r"|(?P<here><<(?P<dash>-?)[ \t]*(?P<quote>['\"\\]?)(?P<mark>[\w.!-]+)['\"]?)"
    r"|(?P<input><)"
    r"|(?P<output>[1&]?>>?)"
    r"|(?P<aside>[02-9]>>?)"
    r"|\$'(?P<ansi>[^'\\]*+(?:\\.[^'\\]*+)*+)'"
    r"|'(?P<single>[^']*+)'"
    r"|(?P<double>\")"
    r"|\\(?P<escaped>.)"
    r"|(?P<substitution>\$\()"
    rf"|(?P<variable>{VARIABLE})"
    r"|`(?P<tick>[^`]*+)`"
    r"|(?P<plain>[^\s'\"\\$`;&|<>)^]++|[&$^`])",
    re.DOTALL,
)
QUOTED: Final = re.compile(
    r"(?P<substitution>\$\()|(?P<plain>[^\"\\$`]++|[$`])|\\(?P<escaped>[\"\\$`])|(?P<line>\\\r?\n)"
    r"|(?P<back>\\)|(?P<close>\")",
    re.DOTALL,
)
QUOTED_VARIABLE: Final = re.compile(rf"{VARIABLE}|`[^`\"]*+`")
CAT_HERE: Final = re.compile(r"\$\(\s*cat\s*<<(?P<dash>-?)[ \t]*(?P<quote>['\"\\]?)(?P<mark>[\w.!-]+)['\"]?[ \t]*\r?\n")
CAT_FILE: Final = re.compile(r"\$\(\s*(?:<|cat\s)\s*(?P<file>'[^'\n]+'|\"[^\"$\n]+\"|[^\s()|;$'\"]+)\s*\)")
BALANCE: Final = re.compile(
    r"\\.|'[^']*+'|\"[^\"\\]*+(?:\\.[^\"\\]*+)*+\"|(?P<open>\()|(?P<close>\))|[^\\'\"()]++|.", re.DOTALL
)
EXPANDED: Final = re.compile(
    rf"(?P<variable>{VARIABLE}|`[^`]*`)|\\(?P<escaped>[\\$`])|(?P<line>\\\r?\n)|(?P<substitution>\$\()"
)
LINE: Final = re.compile(r"[^\n]*")
COMMENT: Final = re.compile(r"#[^\n]*")
