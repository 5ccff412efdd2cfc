"""The addresses and networks of machines that may ask something."""

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

Networks = tuple[IPv4Network | IPv6Network, ...]


def networks_from(text: str) -> Networks:
    """Those named in a setting, separated by commas: `127.0.0.1, 10.1.0.0/16`. ValueError when one
    is neither an address nor a network."""
    return tuple(ip_network(one.strip()) for one in text.split(",") if one.strip())


def are_networks(text: str) -> bool:
    """True when `networks_from` can read it."""
    try:
        networks_from(text)
    except ValueError:
        return False
    return True


def is_within(address: str | None, networks: Networks) -> bool:
    """True when an address belongs to one of them; what is no address belongs to none."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return False
    if mapped := getattr(known, "ipv4_mapped", None):
        known = mapped
    return any(known in network for network in networks)
