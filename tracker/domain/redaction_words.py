"""Words for taking names out of texts."""

_TITLES = "mr mrs ms miss mx dr prof professor cllr councillor sir dame lord lady rev"
TITLES = frozenset(_TITLES.split())

_ORDINARY = """
amber april art august autumn bill black blue brown case chance chase child christian church college
cook county cross day dean english faith field fields forest free french friend general good grace
grant gray green grey guy hall head health hope house irish joy judge june justice king lane law
little long love major manor march mark may mayor more new north page park parks patience patient
peace penny place plant police pool poor power price quick read rich school senior service sharp
short small south speed spring strong summer sun trust wales ward water way week wells welsh west
white will winter wise wood worth young bell dawn best bridge bridges last lord lower upper star
street town
"""
ORDINARY = frozenset(_ORDINARY.split())
"""First names and surnames that often begin a sentence or a term as words of their own: alone they
name nobody. Every word here may let a name stand, so that only frequent ones are worth it."""
