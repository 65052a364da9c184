"""Which of a letter's sentences sums up its ground: not the request, the rule or a single finding."""
# ruff: noqa: E501 - letters are typed as they are printed

from __future__ import annotations

import pytest

from docextract.facts import DocumentType
from docextract.letter.reason import read_reason

ROWS = [
    (
        "You asked us to authorize trio exome sequencing for Oona. A rapid genome, 0094U, had been written on the first page and struck through; your nurse told us that it is no longer wanted. Having read everything you sent, we cannot authorize 81415. Exome sequencing is not medically necessary for your patient at this time because the steps that come before it have not been completed. Our guideline looks for a chromosomal microarray, which the records do not show.",
        "Exome sequencing is not medically necessary for your patient at this time because the steps that come before it have not been completed.",
    ),
    (
        "We denied part of the request because the nursing visits asked for are more than your heart failure needs. Medicare covers home nursing that is part-time. Your plan of care does not show changes in your medicines that call for a nurse three times a week. It also doesn't show that you need hands-on help with bathing.",
        "We denied part of the request because the nursing visits asked for are more than your heart failure needs.",
    ),
    (
        "We agree with the first decision, and we will not cover the drug. We can cover it only when the coverage rule on our drug list is met, and the papers sent with your appeal do not show that it is. The rule asks for an echocardiogram. The echo from May does not give that number.",
        "We can cover it only when the coverage rule on our drug list is met, and the papers sent with your appeal do not show that it is.",
    ),
    (
        "The request is denied. The Plan pays only for Medically Necessary care, and continued residential treatment was found not to be Medically Necessary because the condition could be safely treated at a less intensive level of care. The reviewer found, however, that the clinical record did not establish (i) a serious risk of harm, (ii) a marked impairment, or (iii) weekly family sessions.",
        "The Plan pays only for Medically Necessary care, and continued residential treatment was found not to be Medically Necessary because the condition could be safely treated at a less intensive level of care.",
    ),
    (
        "Thank you for speaking with our medical director. The initial decision is not changed. The device is considered experimental or investigational for a tumor that has come back. Two things remain: the records do not demonstrate completion of chemotherapy, nor do they demonstrate an MRI within the last 30 days.",
        "The device is considered experimental or investigational for a tumor that has come back.",
    ),
    (
        "You asked that an implant by Dr. Montefiore, who is not in our network, be paid at the in-network level. The panel upholds the denial. A network exception cannot be given, because surgeons in our network can do this operation. You have not shown that no network surgeon within 75 miles does the operation.",
        "A network exception cannot be given, because surgeons in our network can do this operation.",
    ),
    (
        "The Plan does not pay for any of the four. Surgery to the jaws and the appliances that go with it are excluded from the medical plan unless an injury made them necessary. We looked for two facts that would have lifted the exclusion and saw neither in the papers.",
        "Surgery to the jaws and the appliances that go with it are excluded from the medical plan unless an injury made them necessary.",
    ),
    (
        "We must decline to pay for them. Section 7.14(c) says: No benefit is payable for surgery to reduce weight. Weight loss surgery is excluded by Section 7.14(c), and the hernia repair is excluded because it is planned for the same session. We did not weigh whether the operations are needed, and no physician was asked.",
        "Weight loss surgery is excluded by Section 7.14(c), and the hernia repair is excluded because it is planned for the same session.",
    ),
    (
        "Your doctor asked for Humira. Our drug list requires two other drugs first. Humira is not approved because you have not tried both of the preferred drugs. We did not find a record of methotrexate.",
        "Humira is not approved because you have not tried both of the preferred drugs.",
    ),
    (
        "The notes were read by our physician. She could not tell from them whether the pain is from the facet joints. There was no report of a medial branch block. For these reasons the request does not meet the guideline for radiofrequency ablation.",
        "For these reasons the request does not meet the guideline for radiofrequency ablation.",
    ),
    (
        "We were not told of the admission until April 9. Our contract with your hospital asks for notice by the next business day. The claim is denied because notice came late.",
        "The claim is denied because notice came late.",
    ),
    (
        "On March 1 we asked for the operative report and the films. They have not come. Without them we cannot decide that the second surgery is needed, so the request is denied for lack of information.",
        "Without them we cannot decide that the second surgery is needed, so the request is denied for lack of information.",
    ),
    (
        "This stay no longer calls for a hospital. The patient was walking, eating, and off oxygen by May 3. Care from May 4 on could have been given at a lower level of care.",
        "Care from May 4 on could have been given at a lower level of care.",
    ),
    (
        "Decision: Denied. Rationale: Repeat MRI is not supported by the information received, which shows no new symptoms since the last scan in January.",
        "Repeat MRI is not supported by the information received, which shows no new symptoms since the last scan in January.",
    ),
    (
        "We said no. The therapy your child gets now is enough for the goals in the plan. More hours would not be medically needed. The report does not list new goals.",
        "More hours would not be medically needed.",
    ),
]


@pytest.mark.parametrize(("letter", "reason"), ROWS)
def test_the_sentence_that_sums_up_is_told(typed, letter, reason):
    assert read_reason(typed(letter), document_type=DocumentType.DENIAL).value == reason
