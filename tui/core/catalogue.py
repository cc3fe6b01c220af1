"""The text of the rule catalogue: for every rule of a Zoho CRM upsert its certainty, its sources, and a sentence.

Data only; tui.core.rules makes the rules and their switches of it. Certainty: D documented, O observed, A assumed, and
an empty text for what says nothing of how Zoho decides. The settings of a switch stand in order, the default first.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from tui.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule comes from: a title and, where there is one, the address at which a stranger can read it."""

    title: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the catalogue. ``settings``: the values of its switch, each with what it means."""

    id: str
    certainty: str
    sources: tuple[Source, ...]
    sentence: str
    settings: Mapping[str, str] = field(default_factory=dict)


def _page(title: str, name: str, version: str = "v8") -> Source:
    return Source(title, f"https://www.zoho.com/crm/developer/docs/api/{version}/{name}.html")


_K56 = Source("Kaizen #56", "https://help.zoho.com/portal/en/community/topic/kaizen-56-upsert-records-api")
_K177 = Source(
    "Kaizen #177",
    "https://help.zoho.com/portal/en/community/topic/kaizen-177-duplicate-check-preferences-api-vs-upsert-api",
)
_UP = _page("Upsert Records", "upsert-records")
_EXTERNAL = _page("Upsert by External ID", "upsert-records-ext", "v7")
_FIELDS = _page("Fields Metadata", "field-meta")
_CUSTOM = _page("Create Custom Field", "create-custom-field")
_INSERT = _page("Insert Records", "insert-records")
_UPDATE = _page("Update Records", "update-records")
_SUBFORMS = _page("Update Subforms", "update-subforms", "v7")
_LIMITS = _page("API Limits", "api-limits")
_OPENAPI = Source("OpenAPI v8", "https://github.com/zoho/crm-oas")
_EXAMPLES = Source(
    "OpenAPI v8 examples",
    "https://github.com/zoho/crm-oas/blob/master/v8.0/record/mds/examples/upsertRecords.md",
)
_CONNECTOR = Source("recorded replies of a connector", "https://github.com/rudderlabs/rudder-transformer")
_PHONES = Source("Formie issue 410", "https://github.com/verbb/formie/issues/410")
_PHONES_TOO = Source("n8n issue 8508", "https://github.com/n8n-io/n8n/issues/8508")
_DELUGE = Source("Deluge: Upsert record", "https://www.zoho.com/deluge/help/crm/upsert-record.html")
_REPORTS = Source("reports of integrators")
_OURS = Source("our assumption")
_COPY = Source("what a copy of the data can answer")
_UNTOLD = Source("no data set holds it")
_ADVICE = Source("our advice")

CATALOGUE: Final = (
    # --- which fields are checked, in which order ---------------------------------------------------------------------
    Entry(
        "order.default", "D", (_K56, _UP),
        "Without the key duplicate_check_fields, Zoho checks the system-defined field first, then the unique fields.",
    ),
    Entry(
        "order.listed", "D", (_K56, _UP),
        "With the key present, the listed fields are checked first, in the order listed.",
    ),
    Entry(
        "order.appended", "D", (_K56, _UP),
        "Unique fields that are not listed are appended after the listed ones: listing re-orders, it never restricts.",
    ),
    Entry(
        "order.system_ignored", "D", (_K56, _UP),
        "With the key present, the system-defined field is checked only if it is listed.",
    ),
    Entry(
        "order.external", "D", (_EXTERNAL,),
        "External-id fields take part like user-defined unique fields; no header is needed.",
    ),
    Entry(
        "order.metadata_sequence", "A", (_OURS,),
        "Fields that Zoho adds come in the order in which the module's metadata lists them.",
        {"metadata": "in metadata order", "reversed": "in reversed metadata order"},
    ),
    Entry(
        "order.system_marked_unique", "A", (_OURS,),
        "A system-defined field that is also marked unique is appended like any unique field when it is not listed.",
        {"appended": "not listed, it is appended as a unique field", "ignored": "not listed, it is not checked"},
    ),
    Entry(
        "order.empty_list", "A", (_OURS,),
        "An empty list behaves as if the key were absent.",
        {
            "absent": "[] is the same as no key",
            "nothing_listed": "[] means: key present, only unique fields are checked",
        },
    ),
    Entry("order.repeated", "A", (_OURS,), "A field that is listed twice counts at its first place."),
    Entry(
        "order.not_checkable", "D", (_K56, _UP),
        "Only the system-defined field and unique fields can be duplicate check fields.",
    ),
    Entry(
        "order.not_checkable_effect", "O", (_REPORTS,),
        "A listed field that is not unique is skipped; the key still counts as present.",
        {
            "skipped": "the field is silently skipped",
            "rejected": "the whole call is refused with INVALID_DATA",
        },
    ),
    Entry(
        "order.unknown_name_effect", "A", (_OURS,),
        "A listed name that is not a field's API name, letter for letter, is skipped; the key still counts as present.",
        {
            "skipped": "the name is silently skipped",
            "rejected": "the whole call is refused with INVALID_DATA",
        },
    ),
    Entry(
        "order.more_than_ten", "D", (_OPENAPI,),
        "The OpenAPI description allows ten entries in the list at most.",
    ),
    # --- which record is hit ------------------------------------------------------------------------------------------
    Entry(
        "match.first_field_wins", "D", (_K56, _UP, _EXAMPLES),
        "Fields are tried in the effective order; the first whose value belongs to a record decides.",
    ),
    Entry("match.none_inserts", "D", (_K56, _UP), "If no field matches, the row is inserted."),
    Entry("match.case", "D", (_CUSTOM,), "Unique fields are compared without regard to letter case."),
    Entry(
        "match.case_system", "A", (_OURS,),
        "The system-defined field is compared without regard to letter case, too.",
        {"ignore": "letter case is ignored", "respect": "letter case counts (unless the field is marked unique)"},
    ),
    Entry(
        "match.whitespace", "A", (_OURS,),
        "White space around a value does not count.",
        {"trim": "surrounding white space is ignored", "exact": "surrounding white space counts"},
    ),
    Entry(
        "match.literal", "O", (_REPORTS,),
        "Nothing else is normalised: the same phone number written differently is another value.",
    ),
    Entry(
        "match.absent_skipped", "O", (_REPORTS,),
        "A check field that the row does not carry is not tried.",
    ),
    Entry(
        "match.blank_skipped", "A", (_OURS,),
        "A check field that the row carries blank is skipped.",
        {
            "skipped": "a blank value is not looked up",
            "matches_blank": "a blank value matches records where the field is blank",
        },
    ),
    Entry(
        "match.several", "A", (_OURS,),
        "If one value belongs to several records, the oldest is updated.",
        {
            "oldest": "the record created first is updated",
            "newest": "the record created last is updated",
            "latest_modified": "the record modified last is updated",
            "refuse": "the row is refused with DUPLICATE_DATA",
        },
    ),
    Entry(
        "match.explicit_id", "A", (_DELUGE, _OURS),
        "A row that carries an id updates that record; check fields are not tried.",
        {"id_wins": "the id decides", "ignored": "the id is ignored, check fields decide"},
    ),
    Entry(
        "match.same_batch_existing", "O", (_CONNECTOR,),
        "Two rows of one call that match the same existing record both update it, in order.",
    ),
    Entry(
        "match.same_batch_new", "A", (_OURS,),
        "A row finds the records that earlier rows of the same call inserted.",
        {
            "sees_earlier": "it updates the record inserted before",
            "duplicate_error": "it is refused with DUPLICATE_DATA",
            "blind": "records inserted in this call are not seen",
        },
    ),
    Entry("match.one_module", "D", (_UP,), "Only the module in the URL is searched."),
    Entry(
        "match.converted", "A", (_K177, _OURS),
        "A converted lead is not found by its values; only a row that names its id reaches it.",
        {
            "left_out": "converted leads take no part in look-ups",
            "matched": "converted leads are matched like any other lead",
        },
    ),
    Entry(
        "match.preference", "A", (_K177,),
        "The Duplicate Check Preference adds converted leads or Contacts to the check; upsert may not (undocumented).",
    ),
    # --- when a record is refused -------------------------------------------------------------------------------------
    Entry(
        "conflict.unique_taken", "D", (_UP, _EXAMPLES),
        "A unique value that belongs to a record other than the target is refused with DUPLICATE_DATA.",
    ),
    Entry(
        "conflict.several_taken", "D", (_EXAMPLES,),
        "Two or more taken unique values are reported together as MULTIPLE_OR_MULTI_ERRORS.",
    ),
    Entry(
        "valid.stages", "A", (_OURS,),
        "Errors are looked for in stages; a row fails at the first stage that finds any.",
        {
            "first_stage": "only the errors of the first failing stage are reported",
            "all_stages": "the errors of all stages are reported together",
            "first_error": "of wrong values, or of missing mandatory fields, only the first is reported",
        },
    ),
    Entry(
        "valid.mandatory_insert", "D", (_UP, _CONNECTOR),
        "A row that would insert and lacks a mandatory field is refused with MANDATORY_NOT_FOUND.",
    ),
    Entry(
        "valid.mandatory_update", "A", (_EXAMPLES, _OURS),
        "A row that would update is refused only if it sends a mandatory field blank.",
        {
            "only_when_emptied": "leaving a mandatory field out of an update is fine",
            "always": "an absent mandatory field counts as blank",
        },
    ),
    Entry(
        "valid.type", "D", (_EXAMPLES, _PHONES),
        "A value of the wrong JSON type is refused with INVALID_DATA.",
    ),
    Entry(
        "valid.length", "D", (_UP, _EXAMPLES),
        "A value longer than the field allows is refused with INVALID_DATA.",
    ),
    Entry(
        "valid.format", "D", (_INSERT,),
        "A malformed e-mail, date, date-time or long integer is refused with INVALID_DATA.",
    ),
    Entry(
        "valid.datetime_forms", "O", (_REPORTS,),
        "A date-time without an offset is accepted; one with fractions of a second is refused.",
    ),
    Entry(
        "valid.datetime_z", "A", (_OURS,),
        "A date-time that ends in Z in place of an offset is refused.",
        {"refused": "it is refused with INVALID_DATA", "taken": "it is taken as UTC"},
    ),
    Entry(
        "valid.bigint_form", "A", (_INSERT, _REPORTS),
        "A long integer may come as digits in quotes or as a JSON number; documents and reports disagree.",
        {
            "either": "both forms are taken",
            "text": "a JSON number is refused with INVALID_DATA",
            "number": "digits in quotes are refused with INVALID_DATA",
        },
    ),
    Entry(
        "valid.phone_without_digit", "O", (_PHONES, _PHONES_TOO),
        "A phone without any digit is refused with INVALID_DATA.",
    ),
    Entry(
        "valid.format_lenient", "A", (_INSERT,),
        "Unusual phones, websites and e-mails are accepted: Zoho's printed patterns reject its own examples.",
        {"warned": "they are accepted", "refused": "they are refused with INVALID_DATA"},
    ),
    Entry(
        "valid.picklist", "A", (_INSERT, _REPORTS),
        "A value outside the pick list is accepted; documents and reports disagree.",
        {
            "accepted": "it is accepted as a new value",
            "refused": "the row is refused with INVALID_DATA",
            "dropped": "the value is silently dropped, as if it were not sent",
        },
    ),
    Entry(
        "valid.lookup_form", "A", (_INSERT, _REPORTS),
        "A lookup given as a bare record id counts as an object with that id.",
        {
            "taken": "it is taken as the id",
            "refused": "the row is refused with INVALID_DATA",
            "dropped_on_insert": "an update takes it, an insert silently drops it",
        },
    ),
    Entry(
        "valid.lookup_without_id", "A", (_REPORTS,),
        "A lookup or owner given by name or e-mail alone finds nothing; the row goes through without it.",
    ),
    Entry(
        "valid.unknown_field", "O", (_REPORTS,),
        "A key that is not a field's API name, letter for letter, is ignored.",
    ),
    Entry("valid.read_only", "A", (_FIELDS,), "A field that the API cannot write is ignored."),
    Entry(
        "valid.system_fields", "O", (_REPORTS,),
        "Fields that Zoho fills (auto-numbers, formulas, Created_By ...) are ignored whatever the metadata says.",
    ),
    Entry(
        "valid.layout_mandatory", "D", (_UP,),
        "A row that names its layout must also fill the fields that this layout requires.",
    ),
    Entry(
        "call.if_unmodified", "D", (_UP, _EXAMPLES),
        "With If-Unmodified-Since, a call is refused if a record that it would update was modified after that moment.",
    ),
    Entry(
        "call.features", "A", (_OPENAPI,),
        "Layout rules and validation rules run only where apply_feature_execution names them.",
    ),
    Entry(
        "call.limit", "D", (_K56, _UP),
        "More than 100 records in a call are refused with LIMIT_EXCEEDED and nothing is written.",
    ),
    Entry(
        "call.module", "D", (_UP,),
        "A module that cannot be upserted, or that nobody knows, is refused with INVALID_MODULE.",
    ),
    Entry(
        "call.rows_are_independent", "D", (_OPENAPI, _EXAMPLES, _CONNECTOR),
        "A refused row does not stop the others; results come in the order of the rows.",
    ),
    Entry(
        "call.assignment", "D", (_OPENAPI,),
        "lar_id names an assignment rule, which sets the owner of inserted records.",
    ),
    # --- what an update writes ----------------------------------------------------------------------------------------
    Entry("write.partial", "D", (_UP,), "An update changes only the fields that the row carries."),
    Entry("write.null_clears", "O", (_REPORTS,), "null clears a field."),
    Entry(
        "write.empty_string_clears", "A", (_OURS, _REPORTS),
        "An empty string clears a field.",
        {
            "clears": "it clears the field",
            "typed_refused": "in e-mails, phones, websites, dates and long integers it is refused with INVALID_DATA",
        },
    ),
    Entry(
        "write.subform_rows", "D", (_SUBFORMS,),
        "Subform rows without an id are added to those that are there; with an id they change that row.",
        {
            "append": "rows that are not named stay",
            "replace": "rows that are not named are removed, as API v2 did",
        },
    ),
    Entry(
        "write.layout_ignores", "D", (_OPENAPI,),
        "A row that names its layout writes only fields of that layout.",
    ),
    Entry(
        "write.reply_time", "O", (_REPORTS,),
        "The Modified_Time in the reply is the record's own until it is next changed.",
    ),
    Entry(
        "write.append_values", "D", (_UP,),
        "$append_values adds to a multi-select field where it says true; otherwise the value replaces.",
    ),
    Entry(
        "write.unchanged", "A", (_OURS,),
        "A matched row that changes nothing still answers update, moves Modified_Time and runs automations.",
    ),
    Entry(
        "write.triggers", "D", (_UP, _UPDATE, _DELUGE),
        "Without trigger, workflows, approvals and blueprints run (in Deluge no workflows); with [] none. Cadences run "
        "unless skipped.",
    ),
    Entry(
        "write.cost", "D", (_LIMITS,),
        "An upsert costs one API credit for every ten records or part of ten.",
    ),
    # --- what the data can answer -------------------------------------------------------------------------------------
    Entry(
        "data.more_records", "", (_COPY,),
        "The last page of the records says that there are more, a page is missing or the file is not read: what no "
        "record here holds is not known.",
    ),
    Entry(
        "data.absent_field", "A", (_COPY,),
        "A field that no record here carries was not pulled: what the org holds in it is not known.",
        {
            "not_pulled": "its stored values are not known",
            "blank": "it is blank in every record",
        },
    ),
    Entry(
        "data.absent_flags", "A", (_COPY,),
        "Metadata that never says unique, or never system_mandatory, does not tell which fields are.",
    ),
    # --- what no data set can tell ------------------------------------------------------------------------------------
    Entry("unknown.layout_rules", "", (_EXAMPLES,), "A layout rule may make a field mandatory."),
    Entry("unknown.validation_rules", "", (_OPENAPI,), "A validation rule may refuse a value."),
    Entry("unknown.record_locked", "", (_OPENAPI,), "The target record may be locked."),
    Entry("unknown.blueprint", "", (_OPENAPI,), "The target record may be in a blueprint that forbids the change."),
    Entry("unknown.approval", "", (_OPENAPI,), "The target record may be waiting for approval."),
    Entry("unknown.sharing", "", (_UNTOLD,), "A record that the user may not see may hold the value."),
    Entry("unknown.recycle_bin", "", (_UNTOLD,), "A record in the recycle bin may hold the value."),
    Entry("unknown.converted", "", (_OPENAPI,), "A converted lead may hold the value, or be the target."),
    Entry("unknown.stale", "", (_UNTOLD,), "The org may have changed since the data set was made."),
    Entry("unknown.automation", "", (_UNTOLD,), "A workflow may change the value at once."),
    # --- mistakes of people -------------------------------------------------------------------------------------------
    Entry("lint.name_case", "", (_ADVICE,), "A name is in the wrong letter case; it must match letter for letter."),
    Entry("lint.list_in_row", "", (_ADVICE,), "duplicate_check_fields is inside a record; it belongs beside data."),
    Entry("lint.null_list", "", (_ADVICE,), "duplicate_check_fields is null and counts as absent."),
    Entry("lint.tried_unique", "", (_ADVICE,), "A field is tried as unique, or as not unique; the org is as it was."),
    Entry("lint.unknown_key", "", (_ADVICE,), "The request body has a key that the API does not know."),
    Entry("lint.either_not_both", "", (_ADVICE,), "Two listed fields mean either of them, not both together."),
    Entry("lint.no_system_field", "", (_ADVICE,), "The metadata lacks the system-defined field; it is not checked."),
    Entry("lint.near_miss", "", (_ADVICE,), "Another record holds nearly the same value; Zoho would not match it."),
    Entry("lint.makes_twin", "", (_ADVICE,), "After this row two records hold the same value in a check field."),
    Entry("lint.dangling_lookup", "", (_ADVICE,), "A lookup names a record that the data set does not have."),
    Entry("lint.other_call", "", (_ADVICE,), "The text is a call other than an upsert of Zoho CRM."),
    Entry("lint.converted", "", (_ADVICE,), "The payload was read from a format other than JSON."),
    Entry(
        "lint.shell_variable", "", (_ADVICE,),
        "A value is a variable of a shell, a tool or a template: what it stands for is not known."
    ),
    Entry("lint.null_text", "", (_ADVICE,), 'A text such as "null" or "undefined" is written as it is.'),
    Entry("lint.html_entity", "", (_ADVICE,), "A text has HTML entities, which are written as they are."),
    Entry("lint.renamed_field", "", (_ADVICE,), "A field goes by the name that another API version gives it."),
)  # fmt: skip
