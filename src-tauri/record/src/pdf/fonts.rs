//! The typefaces inside the application, in the order in which they are tried.
//!
//! Only these are ever used: a document must look the same on every workstation, so the machine's own fonts are not
//! looked at. They cover the languages most often spoken by patients in England except those written in Chinese,
//! Japanese and Korean characters, Amharic and a few others, whose characters are printed as codes (see
//! [`super::glyphs`]). Where they come from and under which licences stands in `fonts/README.md`.

use std::sync::LazyLock;
use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{Font, FontInstance, FontVariations};

macro_rules! embedded {
    ($($file:literal),+ $(,)?) => {
        [$(include_bytes!(concat!("../../fonts/", $file)).as_slice()),+]
    };
}

static FILES: [&[u8]; 10] = embedded![
    "Inter-Regular.otf",
    "Inter-Bold.otf",
    "DejaVuSans.ttf",
    "NotoSansArabic-Regular.ttf",
    "NotoSansDevanagari-Regular.ttf",
    "NotoSansBengali-Regular.ttf",
    "NotoSansGujarati-Regular.ttf",
    "NotoSansGurmukhi-Regular.ttf",
    "NotoSansTamil-Regular.ttf",
    "NotoSansThai-Regular.ttf",
];

/// Does this font have a picture for this character? Its own claims are not enough: some lead to the empty box.
pub fn draws(font: &FontInstance, c: char) -> bool {
    font.ttf().glyph_index(c).is_some_and(|glyph| glyph.0 != 0)
}

/// The fonts, ready to be asked what they draw.
pub static READY: LazyLock<Vec<FontInstance>> = LazyLock::new(|| {
    let size = Abs::pt(10.0);
    ALL.iter()
        .map(|font| font.clone().instantiate(font.info().variant, size, &FontVariations::default()))
        .collect()
});

/// Every embedded font; the template names the families in this order.
pub static ALL: LazyLock<Vec<Font>> =
    LazyLock::new(|| FILES.iter().filter_map(|file| Font::new(Bytes::new(*file), 0)).collect());

#[cfg(test)]
mod tests {
    #[test]
    fn every_embedded_font_is_readable_and_named_in_the_template() {
        assert_eq!(super::ALL.len(), super::FILES.len());
        for font in super::ALL.iter() {
            let family = font.info().family.as_str();
            assert!(super::super::world::TEMPLATE.contains(&format!("\"{family}\"")), "{family}");
        }
    }
}
