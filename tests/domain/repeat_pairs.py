"""Pairs of findings in our own words that ask about the same fault twice; `other_pairs.py` has those
that only sound alike.

The weights were chosen on the pairs at even places; those at odd places are the proof. Both were
known to whoever wrote the tables of words. Those of UNFORESEEN were written afterwards: no word was
added for them, and none should be.
"""

REPEATS = (
    (
        "Supervision should be regular and reflective, and managers should record their oversight of each case",
        "The supervision of social care practice should give more challenge and direction, seen in case records",
    ),
    (
        "Care leavers should be told about their health history before they turn 18",
        "Young people leaving care should be given a record of their health history",
    ),
    (
        "Assessments are of variable quality and do not always analyse risk",
        "Consistently good assessments",
    ),
    (
        "Pathway plans should set out how each care leaver will be helped towards independence",
        "The quality of pathway planning for young people who leave care is too uneven",
    ),
    (
        "Children who go missing should be offered a return home interview within 72 hours",
        "Return interviews after a child has been missing are not held soon enough",
    ),
    (
        "There are not enough local homes for children in care, so too many live far away",
        "Placement sufficiency: reduce the number of looked after children placed outside the borough",
    ),
    (
        "Initial health assessments for children who come into care should be done within 20 working days",
        "Looked after children do not have their health assessments on time",
    ),
    (
        "Minutes of child protection conferences should be sent out within the agreed time",
        "The prompt distribution of child protection conference minutes",
    ),
    (
        "Contacts and referrals at the front door should be screened the same day",
        "The multi-agency safeguarding hub takes too long to decide what to do about new contacts",
    ),
    (
        "Partners should come to strategy meetings and share what they know",
        "Strategy discussions often take place without health and police",
    ),
    (
        "Education, health and care plans are not issued within 20 weeks",
        "The timeliness of EHC plans must get better",
    ),
    (
        "Annual reviews of EHC plans should be finished and plans amended on time",
        "Too many EHCP annual reviews are overdue and plans are out of date",
    ),
    (
        "Private fostering arrangements should be better known about and visited",
        "Raise awareness of private fostering among schools and GPs so that more arrangements are notified",
    ),
    (
        "Plans for permanence should be made earlier so that children do not wait for adoption",
        "Delay in permanence planning leaves children waiting too long for an adoptive family",
    ),
    (
        "The views of children should be sought and shape their plans",
        "The voice of the child is not clear enough in planning",
    ),
    (
        "More children in care should take part in the children in care council",
        "A greater share of looked after children should know about the Children in Care Council",
    ),
    (
        "Life story work should be done with every child before they move to a permanent home",
        "Too few children in care have life story books that explain their past",
    ),
    (
        "Personal education plans should set stretching targets for children in care",
        "The quality of PEPs for looked after pupils should be raised by the virtual school",
    ),
    (
        "The response to children at risk of criminal or sexual exploitation should be joined up",
        "Work with children at risk of sexual exploitation needs better mapping and disruption",
    ),
    (
        "Neglect should be recognised earlier and a common tool used to measure it",
        "Chronic neglect is not always identified by professionals and drift follows",
    ),
    (
        "The turnover of social workers means that children have too many changes of worker",
        "Build a stable, permanent workforce of social workers with manageable caseloads",
    ),
    (
        "Auditing should look at the difference made to children and lead to learning",
        "Case file audits are not critical enough and learning from them is not followed up",
    ),
    (
        "Elected members should challenge more as corporate parents",
        "Councillors need to understand their corporate parenting responsibilities",
    ),
    (
        "The force should make sure that crimes reported by victims of domestic abuse are recorded within 24 hours",
        "Crime recording: the force does not record all reported crime on time, domestic abuse above all",
    ),
    (
        "Detainees in custody should be seen by a health professional when they need it",
        "Health care for people held in police custody comes too late",
    ),
    (
        "Victims should be told of their rights under the Victims' Code and asked whether they want to make a statement",
        "The force does not meet the code of practice for victims and victim personal statements are seldom offered",
    ),
    (
        "People wait too long for a Care Act assessment and the list is not managed by risk",
        "Waiting times for adult social care assessments should come down",
    ),
    (
        "Unpaid carers should be offered an assessment of their own and a break from caring",
        "Support for unpaid carers is patchy and few have a carer's assessment",
    ),
    (
        "Young people with SEND moving to adult services should have their transition planned from age 14",
        "Transition to adulthood for disabled young people begins too late",
    ),
    (
        "Safeguarding adults enquiries should be closed with the outcome the person wanted on record",
        "Section 42 safeguarding enquiries about adults do not say what the person wanted",
    ),
    (
        "Allegations against people who work with children should be dealt with by the designated officer without delay",
        "The local authority designated officer lacks the capacity to oversee allegations against professionals",
    ),
    (
        "Homeless 16 and 17 year olds should be told that they may come into care",
        "Young people aged 16 and 17 who present as homeless are not always assessed under the right law",
    ),
    (
        "Waits for speech and language therapy and for autism diagnosis are too long",
        "Reduce waiting times for neurodevelopmental assessment and for speech and language therapy",
    ),
    (
        "Child in need plans should be specific, with dates, and show what has to change",
        "Plans for children in need are vague and do not have clear timescales",
    ),
    (
        "Fire crews should visit high-risk buildings on schedule",
        "The risk-based inspection programme of buildings is behind",
    ),
    (
        "Staff do not feel able to challenge bullying at work",
        "The service should tackle bullying and harassment in the workplace",
    ),
    (
        "Call handlers should spot repeat and vulnerable callers",
        "Vulnerability is not always picked up when people ring the force",
    ),
    (
        "Medicines given at home should be written down by care staff",
        "Records of medication in home care are incomplete",
    ),
    (
        "Social workers should see children alone and often enough",
        "Visits to children are too few and children are not spoken to on their own",
    ),
    (
        "Leaving hospital takes too long because care at home is not arranged",
        "Delayed discharges from hospital should fall",
    ),
    (
        "Kinship carers need help and training like foster parents",
        "Connected carers receive too little support",
    ),
    (
        "Siblings should be placed together",
        "Brothers and sisters in care are too often separated in placements",
    ),
    (
        "The out of hours service should not leave children without help at weekends",
        "Emergency duty team lacks staff at night and on weekends",
    ),
    (
        "Absence from school of pupils in care is rising",
        "Improve school attendance of looked after children",
    ),
    (
        "The local offer is hard to find for families with SEND",
        "Parents do not know about the local offer",
    ),
    ("The child's social worker changes too often", "Too many changes of social worker"),
)

UNFORESEEN = (
    (
        "Meals in the home should suit the tastes and faith of residents",
        "Menus do not offer enough choice, and cultural diets are forgotten",
    ),
    (
        "The force should get better at answering emergency calls within ten seconds",
        "Too many 999 calls are not answered in time",
    ),
    (
        "Officers should use body-worn video whenever they stop somebody",
        "Stop and search encounters are not always filmed on body-worn cameras",
    ),
    (
        "Firefighters' breathing apparatus training is out of date",
        "Keep risk-critical training of firefighters current, breathing apparatus above all",
    ),
    (
        "Direct payments should be easier to take up",
        "Few people choose a direct payment because the paperwork puts them off",
    ),
    (
        "Residents with dementia need more to do",
        "Activities for people who live with dementia are thin",
    ),
    (
        "Adults with a learning disability wait for a place of their own to live",
        "Supported living for people with learning disabilities is in short supply",
    ),
    (
        "Children's case summaries are often missing",
        "A current case summary should be on each child's file",
    ),
    (
        "Family group conferences should be offered before court",
        "Offer more family group conferences at an early point",
    ),
    (
        "The quality of referrals made by schools is poor",
        "Schools should be helped to make good referrals to social care",
    ),
    (
        "Young people in custody should be told how to complain",
        "Complaints by detained young people are rarely answered",
    ),
    (
        "The partnership should know how far its training has changed practice",
        "Evaluate the impact of multi-agency safeguarding training",
    ),
    (
        "Return to school after exclusion should be planned",
        "Children who are excluded are out of school for too long",
    ),
    (
        "Parents say that the EHC process is adversarial and slow",
        "EHC plans take too long and parents lose trust",
    ),
    ("Fathers are too often left out of assessments", "Assessments should involve fathers"),
    (
        "Deprivation of liberty applications are in a backlog",
        "The backlog of DoLS authorisations should be cleared",
    ),
)
