"""Pairs of findings in our own words that only sound alike; see `repeat_pairs.py`."""

OTHERS = (
    (
        "Supervision of foster carers should include unannounced visits",
        "Social workers should have regular supervision that challenges drift in cases",
    ),
    (
        "Health assessments for children in care should be on time",
        "An annual health report about children in care should go to the partnership boards",
    ),
    (
        "The quality and timeliness of assessments should improve for children in need",
        "The quality and timeliness of return home interviews should improve for missing children",
    ),
    (
        "Ensure that all young people have timely access to mental health services",
        "Ensure that all young people have a say in the running of the youth service",
    ),
    (
        "Pathway plans for care leavers should be clear",
        "Suitable accommodation for care leavers should be found",
    ),
    (
        "Improve the quality of EHC plans",
        "Improve the quality of personal education plans for children in care",
    ),
    (
        "Strategy meetings should include health partners",
        "The partnership's strategy for early help should be agreed",
    ),
    (
        "The council should ensure that performance data are accurate",
        "The council should ensure that procedures are up to date",
    ),
    (
        "Managers should make sure that children are visited within timescales",
        "Managers should make sure that staff have an annual appraisal",
    ),
    (
        "Care leavers should be helped into education, employment and training",
        "Staff should have training in how to use the recording system",
    ),
    (
        "Private fostering should be publicised",
        "The recruitment of foster carers for teenagers should be stepped up",
    ),
    (
        "Reviews of children in care should be chaired by an independent officer with time to see the child",
        "Annual reviews of EHC plans should be held on time",
    ),
    (
        "The board should agree a performance framework",
        "The board should make sure that lessons from serious case reviews are spread",
    ),
    (
        "Children with disabilities should have access to short breaks",
        "Children in care should have access to independent visitors",
    ),
    (
        "Plans should be clear about what needs to change for children on a child protection plan",
        "Permanence plans should be made by the second review",
    ),
    (
        "Improve the timeliness of court work and pre-proceedings",
        "Improve the timeliness of minutes of conferences",
    ),
    (
        "Consent forms for immunisation at school should be checked",
        "Attendance at school of children in care should be tracked",
    ),
    (
        "Police should attend initial child protection conferences",
        "Police should record crimes within 24 hours",
    ),
    (
        "Custody staff should record the reasons for strip searches",
        "Case records should show the reasons for decisions",
    ),
    (
        "The force should reduce the time it takes to answer 101 calls",
        "The force should improve how it supports the wellbeing of its workforce",
    ),
    (
        "People should be able to find information about care and support",
        "People should be helped home from hospital without delay",
    ),
    (
        "Carers should be offered breaks",
        "Foster carers should be given delegated authority",
    ),
    (
        "Adults should be kept safe by timely safeguarding enquiries",
        "Children should be kept safe by timely child protection enquiries",
    ),
    (
        "Leaders should improve communication with parents about the SEND reforms",
        "Leaders should improve joint commissioning of therapies for children with SEND",
    ),
    (
        "Waiting lists for speech and language therapy should come down",
        "Waiting lists for occupational therapy adaptations to adults' homes should come down",
    ),
    (
        "Social workers' caseloads should be reduced",
        "Social workers' reports to reviews should be shared with children beforehand",
    ),
    (
        "The local authority should improve its response to domestic abuse",
        "The local authority should improve its response to requests for access to records",
    ),
    (
        "The number of children in care who are placed far from home should fall",
        "The number of children in care who know about their council should rise",
    ),
    (
        "Adoption: matching should happen sooner after a placement order",
        "Special guardians should have support after an order is made",
    ),
    (
        "The virtual school should track the progress of children in care",
        "The safeguarding board should track the progress of its business plan",
    ),
    (
        "Children's views should be recorded in assessments",
        "Assessments should take account of ethnicity, faith and identity",
    ),
    (
        "The complaints procedure should be known to young people",
        "Young people in residential homes should be protected from bullying",
    ),
    (
        "Thresholds for referral should be understood by all agencies",
        "Training in safeguarding should be taken up by all agencies",
    ),
    (
        "The service should have a clear vision that staff share",
        "The service should have clear governance between the two boards",
    ),
    (
        "Risk assessments for young people in bed and breakfast should be written",
        "Fire risk assessments for sheltered housing should be reviewed",
    ),
    (
        "Data about care leavers should be complete",
        "Data about crime outcomes should be complete",
    ),
    (
        "Out of hours cover should be strengthened so that children receive a service at night",
        "The emergency department should flag children who are on a protection plan",
    ),
    (
        "Child protection plans should be written with parents in plain language",
        "Chairs should make sure that child protection conferences are attended by schools",
    ),
    (
        "Children missing education should be followed up every week",
        "Missing children should be discussed by a panel of police and social care",
    ),
    (
        "Young carers should be identified by schools",
        "Young offenders should be identified for speech therapy",
    ),
    (
        "Victims of rape should be supported by a trained officer",
        "Victims of anti-social behaviour should have their risk assessed at the first call",
    ),
    (
        "The workforce strategy should address recruitment of educational psychologists",
        "The partnership should publish its strategy for alternative provision",
    ),
    (
        "The records of children in care should hold an up to date chronology",
        "The health records of prisoners should follow them on transfer",
    ),
    (
        "Independent reviewing officers should challenge drift in care planning",
        "Children should have access to an independent advocate",
    ),
    (
        "Case transfers between teams should be smooth",
        "Transfers of patients between hospitals should be smooth",
    ),
    (
        "Quality assurance should draw on the views of families",
        "Quality assurance of residential placements should be strengthened",
    ),
    (
        "Mental health support for care leavers should be commissioned",
        "Health histories should be given to care leavers",
    ),
    (
        "Timescales for initial child protection conferences should be met",
        "Timescales for the review of foster carers should be met",
    ),
)
