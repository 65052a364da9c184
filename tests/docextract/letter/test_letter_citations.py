"""Citations: criteria sets, policies, plan sections and regulations, each by its shape."""
# ruff: noqa: E501, ISC004 - letters are typed as they are printed

from __future__ import annotations

import pytest

from docextract.facts import CriteriaSource, DocumentType
from docextract.letter.citation_finds import Cited
from docextract.letter.citations import is_authority, read_citations, with_vendor
from docextract.letter.spans import Span
from docextract.letter.zones import Zone

DENIAL = DocumentType.DENIAL


def told(text):
    return [
        (c.source.value, c.identifier.value, c.title.value, c.edition.value)
        for c in read_citations(text, document_type=DENIAL)[0]
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "We used the MCG guideline Wrist Surgery, S-999, Inpatient & Surgical Care, 30th Edition.",
            ("MCG", "S-999", "Wrist Surgery", "30th Edition"),
        ),
        (
            "We used InterQual 2025, Procedures Criteria, Adult: Repair, Wrist.",
            ("InterQual", None, "Procedures Criteria, Adult: Repair, Wrist", "2025"),
        ),
        (
            "Based on eviCore Spine Imaging Guidelines, Section SP-3.2 (Neck Pain), V1.0.2026, no.",
            ("eviCore", "SP-3.2", "Neck Pain", "V1.0.2026"),
        ),
        (
            "Guideline: Carelon Clinical Appropriateness Guidelines, Imaging of the Wrist, effective"
            " 09/20/2025.",
            ("Carelon", None, "Imaging of the Wrist", "effective 09/20/2025"),
        ),
        (
            "National Coverage Determination 150.99, Wrist Implants, was used.",
            ("NCD", "150.99", "Wrist Implants", None),
        ),
        (
            "Local Coverage Determination L39999, Wrist Braces, revision effective 01/01/2026, applies.",
            ("LCD", "L39999", "Wrist Braces", "revision effective 01/01/2026"),
        ),
        (
            "Clinical Policy Bulletin 0999, Wrist Surgery, was used.",
            ("payer_policy", "0999", "Wrist Surgery", None),
        ),
        (
            "Medical Policy 2026T0999B, Wrist Injections, allows one.",
            ("payer_policy", "2026T0999B", "Wrist Injections", None),
        ),
        (
            "We used policy CP.MP.999, Wrist Therapy.",
            ("payer_policy", "CP.MP.999", "Wrist Therapy", None),
        ),
        (
            "We used CG-SURG-99, Wrist Fusion, revised 02/2026.",
            ("payer_policy", "CG-SURG-99", "Wrist Fusion", "revised 02/2026"),
        ),
        (
            "NCCN Guidelines for Wrist Cancer, Version 2.2026, were consulted.",
            ("NCCN", None, "Wrist Cancer", "Version 2.2026"),
        ),
        (
            "The rules are in 42 CFR 409.31 and in our files.",
            ("statute", "42 CFR 409.31", None, None),
        ),
        (
            "We used Ohio Administrative Code 5160-9-99 to decide.",
            ("statute", "Ohio Administrative Code 5160-9-99", None, None),
        ),
        (
            "The Medicare Benefit Policy Manual, Chapter 8, Section 30 applies.",
            ("other", "Chapter 8, Section 30", "Medicare Benefit Policy Manual", None),
        ),
        (
            "The exclusion is in the Evidence of Coverage, Chapter 4.",
            ("plan_document", "Chapter 4", "Evidence of Coverage", None),
        ),
        (
            "It is not covered under section 9 of your policy.",
            ("plan_document", "section 9", None, None),
        ),
        (
            "We used the Ohio Medicaid Provider Manual, Section 5.99.",
            ("payer_policy", "Section 5.99", "Ohio Medicaid Provider Manual", None),
        ),
        (
            "Evolent Clinical Guideline 9900-XY, Wrist Imaging (January 2026), was consulted.",
            ("other", "9900-XY", "Wrist Imaging", "January 2026"),
        ),
        (
            "We used LOCUS Level 4 for this review.",
            ("LOCUS", "Level 4", None, None),
        ),
    ],
)
def test_one_citation(typed, words, expected):
    assert told(typed(words)) == [expected]


@pytest.mark.parametrize(
    "words",
    [
        "You may bring a civil action under section 502(a) of ERISA, 29 U.S.C. 1132.",
        "Your right to appeal is described in 42 CFR 422.580.",
        "Use diagnosis M32.6 on the claim.",
        "Form CMS-10003, revised 02/2026.",
    ],
)
def test_rights_and_forms_are_no_citations(typed, words):
    assert told(typed(words)) == []


def test_two_of_a_kind_and_each_once(typed):
    text = typed("We used LCD L39999 and LCD L39998. LCD L39999 asks for a brace.")
    assert [c[1] for c in told(text)] == ["L39999", "L39998"]


def test_other_papers_cite_nothing(typed):
    assert read_citations(typed("LCD L39999"), document_type=DocumentType.OTHER) == ((), False)


def test_criteria_spoken_of_but_not_named_make_the_list_doubtful(typed):
    assert read_citations(typed("Our guidelines were not met."), document_type=DENIAL)[1]


def test_every_part_has_its_words(typed):
    (found,), _ = read_citations(
        typed("We used policy CP.MP.999, Wrist Therapy, revised 02/2026."), document_type=DENIAL
    )
    for leaf in (found.source, found.identifier, found.title, found.edition):
        assert leaf.evidence
        assert leaf.raw


@pytest.mark.parametrize(
    "identifier",
    [
        "Wis. Admin. Code DHS 999.24",
        "Fla. Admin. Code R. 99G-1.010",
        "Ohio Adm. Code 9960-1-01(B)",
        "Cal. Code Regs. tit. 99, § 99303",
        "Minn. R. 9999.0210",
        "Ga. Comp. R. & Regs. 999-4-.01",
        "Mich. Admin. Code R 999.1",
        "10A NCAC 99A.0201",
        "Ind. Code § 99-8-28",
        "9.320.2 NMAC",
        "471 Neb. Admin. Code 9-002",
        "99 VAC 30-50-130",
        "K.A.R. 99-5-100",
        "RSMo 999.1363",
        "section 99-16-113, C.R.S.",
        "Section 99a-591d of the Connecticut General Statutes",
        "Colorado Insurance Regulation 99-2-17",
    ],
)
def test_codes_of_the_states_are_statutes(typed, identifier):
    letter = f"The visits are not medically necessary. We used {identifier}, and your notes."
    assert told(typed(letter)) == [("statute", identifier, None, None)]


def test_a_tool_beside_a_rule_is_a_citation_of_its_own(typed):
    letter = "We looked at 9.310.2 NMAC, and at our guide, Lark Field Nursing Tool, version 4."
    assert told(typed(letter)) == [
        ("statute", "9.310.2 NMAC", None, None),
        ("payer_policy", None, "Lark Field Nursing Tool", "version 4"),
    ]


def test_a_rule_with_a_numbered_name_is_its_identifier(typed):
    letter = "This followed our exception rule, Part D Tiering 9.4, and your notes."
    assert told(typed(letter)) == [("payer_policy", "Part D Tiering 9.4", None, None)]


def test_the_contract_of_the_member_is_no_criterion(typed):
    letter = "Lark Field Health\n\nPolicy ID XY-I-00555\n\nReference AB-DME-55-0194\n\nDear Dr. Ames:\n\nThe visits are denied."
    assert told(typed(letter)) == []


def test_the_family_of_two_instruments_names_the_one_for_children(typed):
    letter = "The LOCUS/CALOCUS-CASII family was used; here that is CALOCUS-CASII, version 20."
    assert [row[:3] for row in told(typed(letter))] == [("CALOCUS", None, "CALOCUS-CASII")]


@pytest.mark.parametrize(
    ("letter", "expected"),
    [
        ("We used the rules at 42 CFR 409.31 and 409.33.", ["42 CFR 409.31", "42 CFR 409.33"]),
        ("Our guideline, GEN-114, Exome and Genome Sequencing, looks for more.", ["GEN-114"]),
        ("Under 8 V.S.A. § 4089f the plan must pay.", ["8 V.S.A. § 4089f"]),
        ("Our provider manual, Section 4.7, asks for notice.", ["Section 4.7"]),
        (
            "PLAN PROVISION: SUMMARY PLAN DESCRIPTION SECTION 6.14 WAS APPLIED.",
            ["SECTION 6.14"],
        ),
    ],
)
def test_citations_in_more_words(typed, letter, expected):
    found, _ = read_citations(typed(letter))
    assert [c.identifier.value for c in found] == expected


def test_a_reviewers_own_guideline_is_not_the_payers_policy(typed):
    text = typed("Helix Review applied its guideline. Our guideline, GEN-114, was not met.")
    found, _ = read_citations(text)
    told = with_vendor(text, found, vendor="Helix Review", payer="Lakeshore Mutual")
    assert [str(c.source.value) for c in told] == ["other"]
    kept = with_vendor(text, found, vendor="Quill Rx", payer="Lakeshore Mutual")
    assert [str(c.source.value) for c in kept] == ["payer_policy"]
    unnamed = with_vendor(text, found, vendor="Helix Review", payer=None)
    assert [str(c.source.value) for c in unnamed] == ["other"]


@pytest.mark.parametrize(
    ("letter", "expected"),
    [
        ("The reviewer used MCG Care Guidelines, 29th edition.", [("MCG", None, "Care Guidelines", "29th edition")]),
        (
            "There is no entry in AHFS Drug Information or in DRUGDEX.",
            [("other", None, "AHFS Drug Information", None), ("other", None, "DRUGDEX", None)],
        ),
        (
            "We also read the AASLD/IDSA hepatitis C guidance on retreatment.",
            [("other", None, "AASLD/IDSA hepatitis C guidance", None)],
        ),
        (
            "Sources: ICD-10-CM Official Guidelines for Coding and Reporting, FY 2026, Section III.",
            [("other", "Section III", "ICD-10-CM Official Guidelines for Coding and Reporting", None)],
        ),
        (
            "The decision rests on our Clinical Policy QL-123, and on the Larkspur 2026 Standard Drug List.",
            [("payer_policy", "QL-123", None, None), ("payer_policy", None, "Larkspur 2026 Standard Drug List", None)],
        ),
        (
            "Plan of Benefits, paragraph 8.31, and Summary Plan Description, Article VI, Section 6.14, page 52.",
            [
                ("plan_document", "paragraph 8.31", "Plan of Benefits", None),
                ("plan_document", "Article VI, Section 6.14", "Summary Plan Description", None),
            ],
        ),
    ],
)  # fmt: skip
def test_sources_that_other_plans_name(typed, letter, expected):
    assert told(typed(f"The drug is not medically necessary. {letter}")) == expected


@pytest.mark.parametrize(
    ("printed", "identifiers"),
    [
        ("CRITERIA USED: CBR-ST-0148, GIP/GLP-1 Agonists Step Therapy.", ["CBR-ST-0148"]),
        ("Guideline: SGLT-2 Inhibitors Step Therapy", [None]),
    ],
)
def test_a_drugs_target_is_no_number_of_a_policy(typed, printed, identifiers):
    letter = f"The drug is not necessary.\n\n{printed}"
    assert [found[1] for found in told(typed(letter))] == identifiers


def test_boxes_that_nobody_ticked_cite_nothing(typed):
    letter = (
        "The stay is not necessary.\n\nBasis: ☒ Larkspur Payment Policy RP.LA.027, Readmissions"
        "\n\n☐ InterQual 2026\n\n☐ MCG Care Guidelines, 29th edition"
    )
    assert [found[:2] for found in told(typed(letter))] == [("payer_policy", "RP.LA.027")]


@pytest.mark.parametrize(
    ("plain", "counts"),
    [
        ("We follow 5 CFR 890.105 in deciding disputed claims.", True),
        ("You may ask for a hearing under 5 CFR 890.105.", False),
    ],
)
def test_a_law_among_the_rights_counts_where_the_decision_follows_it(plain, counts):
    law = Span(plain.index("5 CFR"), plain.index("890.105") + len("890.105"))
    whole = Span(0, len(plain))
    cited = Cited(CriteriaSource.STATUTE, law, law)
    assert is_authority(cited, plain, (Zone("rights", *whole),), [whole]) is counts
