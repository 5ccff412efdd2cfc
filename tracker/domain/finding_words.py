"""The words findings are compared by: those that every report has, and what findings are about.

All of it is data, and each table a place to add to: a name, then what counts as one and the same. A
longer phrase goes before a shorter one that it begins with, so that the council of children in care
is not taken for children in care. Plurals and endings need no entries of their own.
"""


def _table(text: str) -> dict[str, tuple[str, ...]]:
    """'name: phrase, phrase' on each line; a line that is set further in goes on with the last."""
    lines = text.replace("\n        ", " ").strip().splitlines()
    rows = (line.partition(": ") for line in lines)
    return {name.strip(): tuple(phrases.split(", ")) for name, _colon, phrases in rows}


_COMMON = """
    a able about above accept access account across act after against agencies agency agree
    agreed all also always an and any appropriate are around arrangement arrangements as ask at
    attend authority available aware awareness away be because been before begin being better
    between both build but by call can capacity care carry case cases change changes child
    children clear come comes concern consider consistent consistently continue contribute
    council county date dates day deal dealt decide decided decision delay delays deliver
    develop development do does done down drift drive during each earlier early effective
    effectively embed enable enough ensure establish every explain few find first follow
    followed for force found from full fully further get give given good greater group had
    happen has have held help high hold hour hours how if immediate impact implement improve
    improved improvement improvements in include including increase into is issue it its join
    joined key know known lack late lead leader leaders leadership learn less level list local
    long made make makes manage manager managers many mean means meet meets month months more
    most multi must need needed needs new no not number of offer offered officer often on one
    only onward or order other out outcome outcomes over overdue own part partner partners
    partnership past people person place plan planning plans practice process processes
    professional professionals promote prompt promptly proportion provide provided provision put
    quality quick quickly raise reason receive record reduce regular regularly relevant required
    requirement response responses responsibilities review reviewed right robust same say see
    seen send sending sense sent service services set sets share shared should show so social
    some soon sought staff statutory step steps still strengthen such sufficient suitable
    support sure swift take taken takes team teams than that the their them then there these
    they thing this those through time timeliness timely timescale timescales to together too
    under understand understood until up use used variable very want wants was way ways we week
    weeks well were what when where whether which who whom whose will with within without work
    working would write written year years young youth
    """
COMMON = frozenset(_COMMON.split())
"""What says nothing about the subject of a finding, because findings on every subject have it."""

PEOPLE = _table(
    """
    adults: adult, adult social care, older people
    care leavers: care experienced, care leaver, former looked after, have been in care, leave
        care, leaving care, left care, young people leaving care, young people who leave care
    children in care: are in care, cared for children, child in care, children in care,
        children looked after, come into care, coming into care, looked after, looked after
        child, looked after children, looked after pupils, young people in care
    children with SEND: children with disabilities, children with send, disabled children,
        disabled young people, people with send, pupils with send, special educational needs,
        young people with send
    foster carers: foster carer, foster families, foster home, fostering service
    parents: father, mother, parent, parent carer, parents and carers, parents carers,
        parents' and carers'
    social workers: case worker, social worker
    victims: victim
    """
)
"""Whom a finding is about."""

METHODS = _table(
    """
    accommodation: accommodation, housing, supported lodgings, tenancy
    assessment: assess, assessed, assessment, reassessment
    care plans: care plan, care planning
    case recording: case file, case note, case record, chronologies, chronology, electronic
        record, file record, recording
    commissioning: commission, commissioned, commissioning, joint commissioning
    consent: consent, consent form
    health: dental, dentist, health, medical
    information for families: communicate, communication, inform parents, local offer
    minutes: minute taker, minute taking, minutes
    performance information: data, performance data, performance framework, performance
        information, performance management, performance monitoring, scorecard
    reviews of plans: independent reviewing officer, iro, review report, reviewing officer,
        reviews of children in care, statutory review
    sharing information: information sharing, share information, sharing information, sharing
        of information
    systems: case management system, computer system, it system
    waiting: backlog, queue, wait, waiting, waiting list, waiting time
    """
)
"""What is done in every service. Says something of the subject, though less than a theme."""

THEMES = _table(
    """
    advocacy and visitors: advocacy, advocate, independent visitor
    allegations against professionals: allegation, designated officer, lado, local authority
        designated officer
    alternative provision: alternative provision, ap strategy
    annual reviews: annual review, reviews of ehc plans, yearly review
    anti-social behaviour: anti social behaviour, antisocial behaviour
    attendance and exclusion: absence, absence from school, attendance, attendance at school,
        excluded, exclusion, persistent absence, school attendance, suspension
    audit and quality assurance: audit, auditing, case audit, case file audit, file audit,
        quality assurance
    brothers and sisters: brother, brothers and sisters, sibling, sister
    bullying and harassment: bullied, bullying, harassed, harassment
    care homes and home care: care home, domiciliary care, home care, nursing home,
        residential care
    changes of social worker: change of social worker, changes of social worker, changes of
        worker, social worker changes, worker changes
    child protection: child protection, protection plan
    child protection conferences: case conference, child protection conference, conference,
        initial child protection conference
    child protection enquiries: child protection enquiry, section 47
    children missing education: missing education, missing from education, not in school
    complaints: complaint, representations
    corporate parenting: corporate parent, corporate parenting, councillor, elected member
    crime recording: crime, crime data integrity, crime recording, record all crime, record
        all reported crime, record crime, record reported crime
    custody: custody, detained, detainee, detention, police custody
    direct payments: direct payment, personal budget
    diversity and identity: cultural, culture, diversity, ethnicity, faith and identity,
        identity
    domestic abuse: domestic abuse, domestic violence, marac
    drugs and alcohol: alcohol, drug, substance misuse
    early help: early help, early intervention, edge of care, preventative, prevention
    EHC plans: education health and care, education health and care plan, ehc, ehc needs
        assessment, ehc plan, ehcp
    elective home education: elective home education, home educated, home education
    emergency and 101 calls: 101 call, 999 call, call handling, control room
    exploitation: child sexual exploitation, county lines, criminal exploitation, cse,
        exploitation, exploited, sexual exploitation
    family time: contact with family, contact with parents, family time
    fire safety: fire risk, fire safety
    governance and scrutiny: governance, scrutiny
    hate crime: hate crime
    health assessments: health assessment
    health histories: health histories, health history, health passport, medical history
    home adaptations: adaptation, aids and equipment, occupational therapy
    homeless young people: 16 and 17 year olds, bed and breakfast, homeless, homelessness
    immunisation: immunisation, immunise, vaccinate, vaccination
    infection control: hygiene, infection, infection control
    inspection of buildings: high risk building, inspection programme, protection work, risk
        based inspection
    investigation: investigate, investigation
    kinship care: connected carer, connected person, connected persons, family and friends
        carer, kinship
    leaving hospital: delayed discharge, discharge, discharge from hospital, discharges from
        hospital, home from hospital, hospital discharge, leave hospital, leaving hospital,
        stay in hospital
    life story work: life history, life journey, life stories, life story
    medicines: medication, medicine, prescribing
    mental capacity: deprivation of liberty, dols, mental capacity
    mental health: camhs, emotional health, emotional wellbeing, mental health, psychological
        support
    missing children: been missing, go missing, goes missing, gone missing, missing children,
        missing episode, missing from care, missing from home, return home interview, return
        interview, runaway
    modern slavery: modern slavery, trafficked, trafficking
    money: budget, finances, financial, savings, value for money
    neglect: chronic neglect, graded care profile, neglect, neglected
    out of hours: emergency duty team, evening, night, out of hours, weekend
    pathway plans: pathway plan
    permanence: adopted, adopter, adoption, adoptive, early permanence, permanence,
        permanency, permanent home
    personal education plans: educational attainment, pep, personal education plan, virtual
        school
    placements: at a distance, far away, far from home, foster places, local homes, out of
        area, out of county, outside the borough, outside the county, placement, placement
        sufficiency, sufficiency
    plans for children in need: child in need, children in need
    pre-proceedings and court: care proceedings, court, court work, plo, pre proceedings,
        public law outline
    private fostering: private fostering, privately fostered
    rape and sexual offences: rape, rasso, sexual offence
    response times: attendance times, response time, turn out times
    restraint and use of force: restraint, use of force
    rights of victims: code of practice for victims, personal statement, victim personal
        statement, victim's code, victims' code
    safeguarding adults: adult safeguarding, making safeguarding personal, safeguarding
        adults, safeguarding concern, safeguarding enquiries about adults, safeguarding
        enquiry, section 42
    serious and organised crime: organised crime, serious and organised crime
    serious case reviews: learning review, lessons, practice review, safeguarding practice
        review, serious case review
    short breaks: short break
    special guardianship: special guardian, special guardianship
    stop and search: stop and search, strip search
    strategy meetings: strategy discussion, strategy meeting
    supervision and management oversight: management challenge, management oversight, oversee,
        oversight, supervise, supervision, supervisor, supervisory
    the council of children in care: children in care council, cicc, council of children in
        care
    the front door: contact and referral, contact centre, front door, initial contact, mash,
        new contact, refer, referral, safeguarding hub, threshold
    the voice of the child: children's views, listen to, participation, view, voice,
        wishes and feelings
    the workforce: agency staff, caseload, recruit, recruitment, retention, staffing,
        turnover, vacancies, workforce, workload
    therapies and diagnosis: adhd, autism, diagnosis, neurodevelopmental, speech and language,
        speech and language therapy, therapies, therapist, therapy
    transition to adulthood: adulthood, move to adult services, moving to adult services,
        preparation for adulthood, preparing for adulthood, transition, transition to adult
        services, transition to adulthood
    unaccompanied children: asylum seeking, unaccompanied
    unpaid carers: carer, carer's assessment, respite, unpaid carer, young carer
    unregistered homes: unregistered, unregulated
    visits to children: children are visited, children visited, on their own, see children
        alone, seen alone, statutory visit, visit children, visits to children
    vulnerability: repeat caller, repeat victim, vulnerability, vulnerable
    wellbeing of staff: occupational health, staff wellbeing, stress, wellbeing of its staff,
        wellbeing of its workforce, wellbeing of staff
    work and training: apprenticeship, education employment and training, education employment
        or training, eet, employment, employment education and training, neet
    youth justice: young offender, youth justice, youth offending
    """
)
"""What a finding is about: the subjects inspectorates come back to."""
