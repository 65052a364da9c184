"""What a letter decides in many wordings: each row is a class of letters, none a sample."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import pytest

from docextract.letter.kind import read_kind
from docextract.letter.view import view_of
from docextract.pages.page import Document

HEAD = """Larkspur Health Plan
PO Box 100, Dayton, OH 45401

March 3, 2026

Member: Odile Marchetti
Member ID: QZT440118
Reference: RV-20417

Dear Dr. Ostrow:
"""
RIGHTS = """
How to appeal

You may appeal this decision within 180 days after you receive this letter.
"""

LETTERS = [
    (
        "denial",
        True,
        (
            "We reviewed your request for a lumbar fusion. After careful review, the request does"
            " not meet our criteria for medical necessity. No authorization will be issued for "
            "this service."
        ),
    ),
    (
        "denial",
        True,
        (
            "Your plan will not pay for the drug you asked for. It is not on your drug list and "
            "the exception was not supported by your chart."
        ),
    ),
    (
        "denial",
        True,
        (
            "The requested admission could not be certified at the inpatient level of care. "
            "Observation would have been appropriate."
        ),
    ),
    (
        "denial",
        True,
        (
            "We looked at the request for a power wheelchair. Our answer is no. The records do "
            "not show you cannot use a walker."
        ),
    ),
    (
        "denial",
        True,
        (
            "Based on the information submitted, we are unable to establish that home health aide"
            " visits are needed. Payment is declined."
        ),
    ),
    (
        "denial",
        True,
        (
            "This is to inform you that an adverse determination has been rendered regarding MRI "
            "of the knee. The clinical rationale: there was no trial of physical therapy."
        ),
    ),
    (
        "denial",
        True,
        (
            "Coverage for your skilled nursing facility care will end on March 6, 2026. You no "
            "longer require daily skilled services."
        ),
    ),
    (
        "denial",
        True,
        (
            "The Plan does not cover any of the three items. Cosmetic procedures are excluded "
            "under Article 7. Dental claims were sent to your dental carrier, which will answer "
            "separately; they are not decided here."
        ),
    ),
    (
        "denial",
        True,
        (
            "The authorization for residential treatment has not been extended past March 1. "
            "Continued stay guidelines are not satisfied."
        ),
    ),
    (
        "denial",
        True,
        (
            "Non-certification: the requested genetic panel is considered investigational. The "
            "plan's medical director made this determination."
        ),
    ),
    (
        "denial",
        True,
        (
            "We did not receive notification of this admission within one business day. Therefore"
            " no benefits are payable for the stay."
        ),
    ),
    (
        "denial",
        True,
        (
            "We asked for clinical records twice and did not receive them. Because we have "
            "nothing to show the need, the request is denied for lack of information."
        ),
    ),
    (
        "denial",
        True,
        (
            "Following a peer-to-peer discussion on March 2, the original adverse determination "
            "remains in effect. The arthroscopy is not authorized."
        ),
    ),
    (
        "denial",
        True,
        (
            "The doctor-to-doctor call took place yesterday. It did not change the decision: the "
            "infusion stays denied."
        ),
    ),
    (
        "denial",
        True,
        (
            "Thank you for your request to continue therapy. The 12 further visits are being "
            "turned down as of today. Maintenance care is not a benefit."
        ),
    ),
    (
        "denial",
        True,
        (
            "Determination: NOT AUTHORIZED\nService: CPT 63650\nReason: psychological evaluation "
            "not documented."
        ),
    ),
    (
        "denial",
        True,
        (
            "Your request for an expedited review of Zepbound has been completed. The request is "
            "not granted. Weight loss agents are excluded from the benefit."
        ),
    ),
    (
        "denial",
        True,
        (
            "Additional information was requested on February 2 and was not supplied. Without it "
            "the plan cannot find the stimulator reasonable and necessary, and payment is "
            "refused."
        ),
    ),
    (
        "denial",
        True,
        (
            "The step therapy exception you asked for is disallowed. You must first try two "
            "preferred drugs. The preferred drugs are approved without review."
        ),
    ),
    (
        "denial",
        True,
        (
            "Precertification of the out-of-network surgeon is declined because network surgeons "
            "are available. If you use a network surgeon, the surgery is covered."
        ),
    ),
    (
        "partial_denial",
        True,
        (
            "You asked for 24 physical therapy visits. We can certify 12. The other 12 are not "
            "medically necessary."
        ),
    ),
    (
        "partial_denial",
        True,
        (
            "The inpatient days are not approved. He is okay with observation, rev code 0762, for"
            " the same dates, and I have put that in under auth no. 5520-OB."
        ),
    ),
    (
        "partial_denial",
        True,
        (
            "The drug itself is approved. The place is not. We have approved the infusions in the"
            " home or at an office. The hospital outpatient department is not an approved place."
        ),
    ),
    (
        "partial_denial",
        True,
        (
            "March 1 through March 4 are certified. March 5 through March 9 are not certified, "
            "because skilled needs were no longer shown."
        ),
    ),
    (
        "partial_denial",
        True,
        (
            "Line 1, septoplasty: approved. Line 2, balloon dilation: not approved, as it is "
            "unproven for the turbinates."
        ),
    ),
    (
        "partial_denial",
        True,
        (
            "We will cover one visit a week until May 1. We will not cover the second weekly "
            "visit. The approval number is A-551."
        ),
    ),
    (
        "partial_denial",
        True,
        (
            "A generic equivalent has been authorized in place of the brand you asked for. The "
            "brand is denied."
        ),
    ),
    (
        "partial_denial",
        True,
        (
            "Your stay was authorized at observation level of care from March 1 to March 2. "
            "Inpatient level is denied."
        ),
    ),
    (
        "partial_denial",
        True,
        (
            "We have modified your request. Instead of monthly injections, one injection every "
            "eight weeks is certified. The higher frequency is not supported by the label."
        ),
    ),
    (
        "partial_denial",
        True,
        (
            "Notice of reduction of services. Starting April 1, personal care hours will be cut "
            "from 40 to 28 a week. 28 hours are approved through September 30."
        ),
    ),
    (
        "approval",
        False,
        (
            "We are happy to tell you that your surgery is approved. The approval is good from "
            "March 3 to June 1, 2026. Approval is not a guarantee of payment. If the service is "
            "changed or the member is not eligible on the date of service, payment may be denied."
        ),
    ),
    (
        "approval",
        False,
        (
            "Authorization AU-00419 covers 12 visits through May 30. Ask for a new request if "
            "more visits are needed. Services that are not listed are not covered."
        ),
    ),
    (
        "approval",
        False,
        (
            "Approved as requested. Met: Orchard guideline SLP-9. Home | Eligibility | Claims | "
            "Authorizations. Disagree with a decision? Select Appeals in the menu."
        ),
    ),
    (
        "approval",
        False,
        (
            "HOME HEALTH. APPROVED.\nG0299 HOME RN 8 VISITS\nFROM 10/26/2026 TO "
            "12/24/2026\nAPPROVAL IS FOR NECESSITY ONLY. PAYMENT DEPENDS ON ELIGIBILITY."
        ),
    ),
    (
        "approval",
        False,
        (
            "Certification of the admission is extended through March 9. The next review is due "
            "on March 10. Please send an update by then."
        ),
    ),
    (
        "approval",
        False,
        (
            "Good news. Your plan agrees to pay for Stelara for 12 months. An earlier request was"
            " denied on January 5; this letter replaces that denial."
        ),
    ),
    (
        "approval",
        False,
        (
            "We have completed our review and certify the requested MRI as medically necessary. "
            "You may schedule the test."
        ),
    ),
    (
        "information_request",
        False,
        (
            "We have your request for a stress test. We cannot decide yet. Please send the last "
            "office note and the ECG by March 10. If we do not get them, we may deny the request."
        ),
    ),
    (
        "information_request",
        False,
        (
            "Your request is on hold. Nothing has been denied. To go on, we need: 1. a PT note; "
            "2. an x-ray report."
        ),
    ),
    (
        "information_request",
        False,
        (
            "The clinical information is insufficient to complete the review. Kindly forward the "
            "operative report within 14 days. A decision will follow."
        ),
    ),
    (
        "information_request",
        False,
        (
            "Prior authorization request pended. Missing items: chart note, lab result. The "
            "14-day clock is stopped until we hear from you."
        ),
    ),
    (
        "information_request",
        False,
        (
            "This is not a decision. Dr. Pelham has the file and would like to see the sleep "
            "study before he decides. There is nothing to appeal yet; a decision, if adverse, "
            "will carry its own rights."
        ),
    ),
    (
        "information_request",
        False,
        (
            "We are extending the time to decide by 14 days because more facts are needed. Please"
            " fax the wound measurements."
        ),
    ),
    (
        "information_request",
        False,
        (
            "Notice of incomplete request. The form lacks a diagnosis and a signature. Return it "
            "corrected; the review starts when it is complete."
        ),
    ),
    (
        "appeal_upheld",
        False,
        (
            "We received your appeal on February 10. A second physician reviewed it and agrees "
            "with the first decision. The denial of the MRI is upheld. This is our final internal"
            " decision. You may ask for an external review within four months."
        ),
    ),
    (
        "appeal_upheld",
        False,
        (
            "The Grievance Committee met on March 1. It voted to leave the decision as it was. "
            "You may ask for a state fair hearing within 120 days."
        ),
    ),
    (
        "appeal_upheld",
        False,
        (
            "Reconsideration of case RV-20417. We have reconsidered and our position is "
            "unchanged: the admission does not meet inpatient criteria. A second level appeal may"
            " be filed within 60 days."
        ),
    ),
    (
        "appeal_upheld",
        False,
        (
            "The independent reviewer finds that the plan's denial was correct. The plan's "
            "decision is affirmed. This decision is binding, except for other remedies under law."
        ),
    ),
    (
        "appeal_upheld",
        False,
        (
            "Redetermination notice. Our decision is not in your favor. You asked us to look "
            "again at the denial of Camzyos and we have not changed our answer."
        ),
    ),
    (
        "appeal_upheld",
        False,
        (
            "We considered your letter of complaint and appeal dated February 3. We regret that "
            "we are not able to approve the request on appeal."
        ),
    ),
    (
        "appeal_overturned",
        False,
        (
            "We have decided in your favor. The appeal that you filed on February 3 is granted "
            "and the earlier denial is reversed. Authorization TX-8830 is valid from March 1 to "
            "June 1."
        ),
    ),
    (
        "appeal_overturned",
        False,
        (
            "External review no. VT-ER-0418. The panel does not agree with the insurer. The "
            "insurer's decision is OVERTURNED. The plan shall within one business day authorize "
            "thirty fractions."
        ),
    ),
    (
        "appeal_overturned",
        False,
        (
            "Your second level appeal was reviewed by a panel. The panel found the surgery "
            "medically necessary and the request is now approved in full."
        ),
    ),
    (
        "appeal_overturned",
        False,
        (
            "After the hearing, the administrative law judge ordered the plan to cover the "
            "wheelchair. The plan's denial is set aside."
        ),
    ),
    (
        "appeal_overturned",
        False,
        (
            "On reconsideration we changed our decision. The claim will be paid. No further "
            "action is needed."
        ),
    ),
    (
        "appeal_overturned",
        False,
        (
            "Appeal resolution: favorable. On Feb. 6, 2026, Meridian denied proton therapy. Our "
            "appeals physician has looked at the case again and disagrees. These services are now"
            " authorized under AO-733190."
        ),
    ),
    (
        "denial",
        True,
        (
            "We reviewed the claim for the air ambulance trip of January 4. Payment cannot be "
            "made because ground transport would have sufficed."
        ),
    ),
    (
        "partial_denial",
        True,
        (
            "The total knee replacement is medically necessary and is authorized in the "
            "outpatient setting only. The inpatient setting that was requested is not authorized."
        ),
    ),
    (
        "partial_denial",
        True,
        (
            "Procedure 27447 - APPROVED. Setting: inpatient requested - outpatient approved. "
            "Reason for change: no risk factors that call for an inpatient bed."
        ),
    ),
    (
        "partial_denial",
        True,
        (
            "Your surgery was requested at Mercy Hospital. We will cover it at an ambulatory "
            "surgery center. The hospital setting did not meet Site of Care policy 12. "
            "Authorization 5521 is valid 03/05/26 to 06/05/26."
        ),
    ),
    (
        "denial",
        True,
        (
            "The knee replacement may be done as an outpatient, which needs no authorization. The"
            " inpatient stay is not certified."
        ),
    ),
    (
        "partial_denial",
        True,
        (
            "Requested setting: Inpatient. Approved setting: Outpatient hospital. The request for"
            " inpatient status is denied."
        ),
    ),
    (
        "denial",
        True,
        (
            "You requested an inpatient level of care. The clinical picture could be treated in "
            "observation; the facility may bill observation without asking. Inpatient is denied."
        ),
    ),
    (
        "information_request",
        False,
        (
            "Washington Apple Health needs more facts about the wheelchair you want. We did not "
            "get the home evaluation. Ask your therapist to fax it by March 20, 2026. If we do "
            "not have it by then we will decide with what we have, and the answer may be no."
        ),
    ),
    (
        "information_request",
        False,
        (
            "We got a request for a wheelchair for you. We can't say yes or no right now. Here is"
            " what is missing: a mobility exam and a seating evaluation. Send these within 30 "
            "days."
        ),
    ),
    (
        "information_request",
        False,
        (
            "Your case has been placed in pending status. The reviewing nurse requires: progress "
            "notes from the last 90 days; the imaging report."
        ),
    ),
    (
        "information_request",
        False,
        (
            "RE: Request for Additional Clinical Information. Your request for CPT 63047 cannot "
            "be completed with the records received. Submit the MRI report within 45 days or the "
            "request will be closed."
        ),
    ),
    (
        "information_request",
        False,
        (
            "Notice of Extension. Federal rules allow us to take up to 14 more calendar days to "
            "decide this request. We need the sleep study. You have the right to file a grievance"
            " if you disagree with the extension."
        ),
    ),
    (
        "denial",
        True,
        (
            "We told you on February 1 that we needed a seating evaluation. We did not get it. So"
            " we can't approve the wheelchair. If you send it within 30 days we will look at the "
            "request again without an appeal."
        ),
    ),
    (
        "denial",
        False,
        (
            "Notice of Medicare Non-Coverage. The effective date coverage of your current skilled"
            " nursing services will end: March 6, 2026. Your right to appeal: call your QIO no "
            "later than noon of the day before the effective date."
        ),
    ),
    (
        "denial",
        True,
        (
            "Effective March 10, 2026 the plan is terminating authorization for private duty "
            "nursing. The care can be given by family."
        ),
    ),
    (
        "denial",
        True,
        (
            "NOTICE OF ACTION: DENIAL. Requested: EPSDT nursing. Decision: we are not approving "
            "it. Legal basis: 42 CFR 440.230."
        ),
    ),
    (
        "denial",
        False,
        (
            "Rx: Ozempic 2 mg. Outcome: REJECTED (PA). Why: used for weight loss. Your benefit "
            "pays only for type 2 diabetes. What next: ask your doctor for something else or "
            "appeal within 60 days."
        ),
    ),
    (
        "denial",
        True,
        (
            "The quantity requested, 2 pens per month, exceeds the plan limit. Approval for more "
            "than 1 pen per month is declined. 1 pen per month needs no review and remains "
            "available."
        ),
    ),
    (
        "approval",
        False,
        (
            "PA approved for Ozempic from 3/3/2026 to 3/2/2027. Quantity limit 1 pen per 28 days."
            " Your pharmacy can fill it today."
        ),
    ),
    (
        "approval",
        False,
        (
            "The requested days 3/1-3/4 are certified. Next review date: 3/4/2026. Fax clinical "
            "to 800-555-0101."
        ),
    ),
    (
        "partial_denial",
        True,
        (
            "Bed days 3/1-3/4 certified; days from 3/5 forward denied, as the patient could be "
            "managed at a lower level."
        ),
    ),
    (
        "denial",
        True,
        (
            "This confirms our physician-to-physician discussion of March 2. After listening to "
            "you, Dr. Bauer has decided not to change the determination. CPT 22630 is not "
            "approved."
        ),
    ),
    (
        "approval",
        False,
        (
            "As a result of the peer-to-peer conversation of March 2 the earlier denial has been "
            "reversed and CPT 22630 is approved through June 1, 2026. Authorization 5521-A."
        ),
    ),
    (
        "appeal_upheld",
        True,
        (
            "Level I Provider Appeal - Determination. After a full review by a reviewer not "
            "involved before, the denial of inpatient days 3/1-3/4 is maintained."
        ),
    ),
    (
        "appeal_upheld",
        False,
        (
            "We have finished looking at your appeal. We agree with our first answer. We will not"
            " pay for the test. You can ask for a State Fair Hearing within 120 days."
        ),
    ),
    (
        "appeal_upheld",
        False,
        (
            "IMAXIS IRE Reconsideration. You appealed to us. We decided that the plan does not "
            "have to cover the drug. You may ask for an ALJ hearing within 60 days."
        ),
    ),
    (
        "appeal_overturned",
        False,
        (
            "We have finished looking at your appeal. We changed our mind. We will pay for the "
            "test. You don't have to do anything."
        ),
    ),
    (
        "appeal_overturned",
        False,
        (
            "IRO decision: the reviewer determined that the treatment is medically necessary and "
            "overturns the plan's adverse determination."
        ),
    ),
    (
        "appeal_upheld",
        True,
        (
            "Your appeal was reviewed. Part of it was granted before; today's decision concerns "
            "only the remaining days, and they remain denied."
        ),
    ),
    (
        "information_request",
        False,
        (
            "I am leaning toward not approving the stent. I have not decided. Would you call me? I "
            "will decide at 3:00 PM on Friday with or without a call. If the decision is no, you "
            "will get a separate letter, with 180 days to appeal."
        ),
    ),
    (
        "information_request",
        False,
        (
            "RETURN OF REQUEST\nThe Department has not denied this request. It cannot be decided "
            "as sent. [X] Care log [OK] Proof of other insurance denial"
        ),
    ),
    (
        "partial_denial",
        True,
        (
            "Capecitabine: APPROVED, no. 26-AB-1172, 02/21/2026 to 08/20/2026.\n"
            "Pegfilgrastim: this drug is denied. It is not on the plan's drug list."
        ),
    ),
    (
        "denial",
        True,
        "Form CMS-1, OMB Approval No. 0938-0000\nYour request was denied.",
    ),
    (
        "denial",
        True,
        (
            "The referral is denied. Your Evidence of Coverage lets us approve a doctor outside of "
            "the network when no network doctor has the training."
        ),
    ),
]


@pytest.mark.parametrize(("expected", "with_rights", "words"), LETTERS)
def test_what_a_letter_decides(
    placed: Callable[..., Document], expected: str, with_rights: bool, words: str
) -> None:
    body = "\n".join(textwrap.fill(part, 95) for part in words.split("\n"))
    letter = f"{HEAD}\n{body}\n{RIGHTS if with_rights else ''}"
    assert read_kind(view_of(placed(letter).pages)).value == expected
