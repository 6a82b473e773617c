from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxadmin.domain import merkle
from wxadmin.domain.merkle import Frontier, inclusion_proof, leaf_data, leaf_hash, node_hash, root_of, verify_inclusion

hashes = st.binary(min_size=32, max_size=32)
leaves = st.lists(hashes, min_size=1, max_size=70)


def by_definition(items: list[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, written as it stands there, over leaf hashes."""
    if not items:
        return hashlib.sha256(b"").digest()
    if len(items) == 1:
        return items[0]
    k = 1
    while k * 2 < len(items):
        k *= 2
    return hashlib.sha256(b"\x01" + by_definition(items[:k]) + by_definition(items[k:])).digest()


# Roots over the first n inputs: the vectors of the Certificate Transparency reference code.
CT_INPUTS = [
    bytes.fromhex(x)
    for x in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_published_vectors() -> None:
    tree = [leaf_hash(x) for x in CT_INPUTS]
    for size, root in enumerate(CT_ROOTS, 1):
        assert root_of(tree[:size]).hex() == root
    assert Frontier().root() == hashlib.sha256(b"").digest()


@given(leaves)
def test_root_is_the_definition(items: list[bytes]) -> None:
    assert root_of(items) == by_definition(items)


@given(leaves, st.data())
def test_proofs_verify_and_nothing_else_does(items: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(items) - 1))
    proof, root, size = inclusion_proof(items, index), root_of(items), len(items)
    assert verify_inclusion(items[index], index, size, proof, root)
    other = bytes([items[index][0] ^ 1]) + items[index][1:]
    assert not verify_inclusion(other, index, size, proof, root)
    assert not verify_inclusion(items[index], index, size, proof, hashlib.sha256(root).digest())
    assert not verify_inclusion(items[index], index, size, (*proof, root), root)
    if proof:
        assert not verify_inclusion(items[index], index, size, proof[:-1], root)
        at = data.draw(st.integers(0, len(proof) - 1))
        bent = [*proof]
        bent[at] = bytes([bent[at][0] ^ 128]) + bent[at][1:]
        assert not verify_inclusion(items[index], index, size, bent, root)
    assert not verify_inclusion(items[index], size, size, proof, root)
    assert not verify_inclusion(items[index], -1, size, proof, root)


@given(leaves, st.lists(hashes, max_size=20))
def test_frontier_goes_on_after_encoding(items: list[bytes], more: list[bytes]) -> None:
    frontier = Frontier()
    for leaf in items:
        frontier.add(leaf)
    again = Frontier.decode(frontier.encode())
    kept = frontier.copy()
    for leaf in more:
        again.add(leaf)
    assert again.root() == root_of(items + more)
    assert again.size == len(items) + len(more)
    assert kept.root() == root_of(items)


@given(leaves)
def test_closed_subtrees_are_numbered(items: list[bytes]) -> None:
    frontier = Frontier()
    for count, leaf in enumerate(items, 1):
        for height, value in frontier.add(leaf):
            number = (count >> height) - 1
            assert value == root_of(items[number << height : (number + 1) << height])


@given(st.integers(0, 10**6))
def test_peak_heights_make_up_the_size(size: int) -> None:
    heights = merkle.peak_heights(size)
    assert sum(1 << h for h in heights) == size
    assert heights == sorted(set(heights), reverse=True)


fields = st.tuples(
    st.binary(min_size=16, max_size=16), st.integers(1, 2**63 - 1), st.text(max_size=12), st.text(max_size=12),
    st.one_of(st.just(b""), st.binary(min_size=16, max_size=16)), hashes,
)  # fmt: skip


@given(fields)
def test_leaf_data_is_each_field_after_its_length(a: tuple) -> None:  # type: ignore[type-arg]
    origin, seq, at, kind, subject, committed = a
    parts = (b"wxadmin-ledger-v1", origin, seq.to_bytes(8, "big"), at.encode(), kind.encode(), subject, committed)
    assert leaf_data(*a) == b"".join(len(part).to_bytes(4, "big") + part for part in parts)


@given(fields, fields)
def test_leaf_data_is_unambiguous(a: tuple, b: tuple) -> None:  # type: ignore[type-arg]
    assert (leaf_data(*a) == leaf_data(*b)) == (a == b)


def test_wrong_shapes_are_refused() -> None:
    good = (b"o" * 16, 1, "t", "row", b"", b"c" * 32)
    assert leaf_data(*good)
    for at, bad in ((0, b"o"), (1, 0), (1, 2**63), (4, b"x"), (5, b"c" * 31)):
        with pytest.raises(ValueError):
            leaf_data(*(bad if i == at else v for i, v in enumerate(good)))  # type: ignore[arg-type]
    with pytest.raises(ValueError):
        merkle.commitment(b"short", b"")
    with pytest.raises(ValueError):
        inclusion_proof([b"a" * 32], 1)
    for data in (b"", b"\0" * 9, (3).to_bytes(8, "big") + b"x" * 32):
        with pytest.raises(ValueError):
            Frontier.decode(data)
    assert not verify_inclusion(b"a" * 32, 0, 2, [b"short"], node_hash(b"a" * 32, b"short"))


def test_salt_hides_and_binds() -> None:
    one, two = merkle.commitment(b"a" * 32, b"body"), merkle.commitment(b"b" * 32, b"body")
    assert one != two != merkle.commitment(b"b" * 32, b"Body")


def test_a_proof_of_the_wrong_length_proves_nothing() -> None:
    leaf, other = b"a" * 32, b"b" * 32
    assert not verify_inclusion(leaf, 0, 2, (), leaf)
    assert not verify_inclusion(leaf, 0, 1, (other,), node_hash(other, leaf))
    assert verify_inclusion(leaf, 0, 1, (), leaf)
