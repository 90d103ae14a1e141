"""The difference of two texts, sentence by sentence."""

from __future__ import annotations

from progress.differences import Piece, difference


def test_a_new_and_a_gone_sentence_stand_between_the_same_ones() -> None:
    before = "Pelatihan dimulai. Modul disusun. Hasil diuji."
    after = "Pelatihan dimulai. Angkatan kedua berjalan. Hasil diuji."

    found = difference(before, after)

    assert found.pieces == (
        Piece("same", "Pelatihan dimulai."),
        Piece("gone", "Modul disusun."),
        Piece("new", "Angkatan kedua berjalan."),
        Piece("same", "Hasil diuji."),
    )
    assert not found.is_same


def test_spaces_and_line_ends_do_not_count() -> None:
    found = difference("Satu dua.\nTiga.", "Satu   dua. Tiga.")

    assert (found.is_same, found.share) == (True, 100)


def test_the_share_says_how_much_is_alike() -> None:
    assert difference("abcd", "abcx").share == 75
    assert difference("abc", "xyz").share == 0


def test_nothing_of_a_text_is_lost_in_its_pieces() -> None:
    text = "Kegiatan 1.234 orang; lihat lampiran... Selesai? Ya!\nTanpa titik"

    found = difference("", text)

    assert found.pieces == (Piece("new", " ".join(text.split())),)
