//! The second factor: the six digits of an authenticator (RFC 6238, SHA-1, 30 seconds).
//!
//! One step of drift either way is forgiven; the step that matched is handed back, to be stored, and neither it nor an earlier
//! one is taken again. The code is a check, not a key: what it guards against is a password alone. It stands encrypted in the
//! vault beside the staff key. Set-up shows it as a picture to scan and as letters to type.

use chrono::{DateTime, Utc};
use qrcode::{QrCode, render::svg};
use std::fmt;
use totp_rs::{Builder, Totp};
use zeroize::Zeroizing;

/// Seconds for which one code stands.
pub const STEP_SECONDS: u64 = 30;

/// The secret an authenticator shares with the account.
pub struct TotpSecret(Zeroizing<[u8; 20]>);

/// What a person needs to set their authenticator up. Shown once; all of it is secret.
pub struct Enrolment {
    /// The `otpauth://` address.
    pub uri: Zeroizing<String>,
    /// The same as a QR code.
    pub svg: Zeroizing<String>,
    /// The secret in letters, in groups of four, for those who cannot scan.
    pub letters: Zeroizing<String>,
}

/// What a code was worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    /// Right, for this step.
    Right { step: u64 },
    /// Right, but it or a later one was used before.
    Used,
    /// Not a code of now.
    Wrong,
}

/// The names do not fit into an authenticator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the names do not fit into an authenticator")]
pub struct DoesNotFit;

impl TotpSecret {
    /// A new secret, 160 random bits.
    ///
    /// # Errors
    /// The operating system has no randomness to give.
    pub fn make() -> Result<Self, getrandom::Error> {
        let mut bytes = Zeroizing::new([0; 20]);
        getrandom::fill(bytes.as_mut_slice())?;
        Ok(Self(bytes))
    }

    /// From stored bytes.
    pub fn from_bytes(bytes: [u8; 20]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    pub(crate) fn bytes(&self) -> &[u8; 20] {
        &self.0
    }

    /// What to show at set-up.
    ///
    /// # Errors
    /// The names are too long for a QR code.
    pub fn enrolment(&self, practice_name: &str, user_name: &str) -> Result<Enrolment, DoesNotFit> {
        // A colon separates issuer and account in the address and is allowed in neither.
        let issuer = format!("Duty Desk {}", practice_name.replace(':', " "));
        let totp = self
            .builder()
            .with_issuer(Some(issuer))
            .with_account_name(user_name.replace(':', " "))
            .build()
            .map_err(|_| DoesNotFit)?;
        let uri = Zeroizing::new(totp.to_url().map_err(|_| DoesNotFit)?);
        let code = QrCode::new(uri.as_bytes()).map_err(|_| DoesNotFit)?;
        let svg = code.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
        Ok(Enrolment {
            svg: Zeroizing::new(svg),
            letters: grouped(&Zeroizing::new(totp.secret().to_base32())),
            uri,
        })
    }

    /// Whether somebody's authenticator shows this secret's code: asked once at set-up, before the account exists.
    #[must_use]
    pub fn confirms(&self, code: &str, now: DateTime<Utc>) -> bool {
        matches!(self.check(code, None, now), Check::Right { .. })
    }

    pub(crate) fn check(&self, code: &str, last_used: Option<u64>, now: DateTime<Utc>) -> Check {
        let digits: Zeroizing<String> = Zeroizing::new(code.chars().filter(|c| !c.is_whitespace()).collect());
        let Ok(seconds) = u64::try_from(now.timestamp()) else { return Check::Wrong };
        match self.totp().check(&digits, seconds) {
            Some(step) if last_used.is_none_or(|last| step > last) => Check::Right { step },
            Some(_) => Check::Used,
            None => Check::Wrong,
        }
    }

    fn totp(&self) -> Totp {
        self.builder().build_noncompliant()
    }

    fn builder(&self) -> Builder {
        Builder::new().with_secret(*self.0).with_step_duration(STEP_SECONDS).with_digits(6).with_skew(1)
    }

    /// The code of an instant: for the demonstration's own authenticator and for tests.
    #[must_use]
    pub fn code_at(&self, now: DateTime<Utc>) -> String {
        self.totp().generate(u64::try_from(now.timestamp()).unwrap_or(0)).to_string()
    }
}

fn grouped(letters: &str) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(40));
    for (index, letter) in letters.chars().enumerate() {
        if index > 0 && index % 4 == 0 {
            out.push(' ');
        }
        out.push(letter);
    }
    out
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

impl fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Enrolment(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rfc() -> TotpSecret {
        TotpSecret::from_bytes(*b"12345678901234567890")
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    /// RFC 6238 appendix B, SHA-1: eight digits there, of which an authenticator shows the last six.
    #[test]
    fn codes_are_those_of_rfc_6238() {
        for (seconds, eight) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(rfc().code_at(at(seconds)), eight[2..]);
            let step = u64::try_from(seconds).unwrap() / 30;
            assert_eq!(rfc().check(&eight[2..], None, at(seconds)), Check::Right { step });
        }
    }

    #[test]
    fn one_step_of_drift_is_forgiven_and_two_are_not() {
        let code = rfc().code_at(at(3000));
        for (now, right) in
            [(2940, false), (2969, false), (2970, true), (3000, true), (3059, true), (3060, false)]
        {
            assert_eq!(rfc().confirms(&code, at(now)), right, "at {now}");
        }
    }

    #[test]
    fn a_used_code_and_an_earlier_one_are_refused() {
        let (earlier, code) = (rfc().code_at(at(2970)), rfc().code_at(at(3000)));
        assert_eq!(rfc().check(&code, Some(99), at(3000)), Check::Right { step: 100 });
        assert_eq!(rfc().check(&code, Some(100), at(3000)), Check::Used);
        assert_eq!(rfc().check(&earlier, Some(100), at(3000)), Check::Used);
        assert_eq!(rfc().check(&rfc().code_at(at(3030)), Some(100), at(3000)), Check::Right { step: 101 });
    }

    #[test]
    fn nonsense_is_wrong_and_spaces_are_not() {
        let code = rfc().code_at(at(3000));
        let spaced = format!(" {} {}", &code[..3], &code[3..]);
        assert_eq!(rfc().check(&spaced, None, at(3000)), Check::Right { step: 100 });
        for bad in ["", "0", "1234567", "٠٠٠٠٠٠", "+12345", "abcdef", "99999999999999999999"] {
            assert_eq!(rfc().check(bad, None, at(3000)), Check::Wrong, "{bad}");
        }
    }

    #[test]
    fn enrolment_can_be_scanned_and_typed() {
        let enrolment = rfc().enrolment("Hollin Lane: Surgery", "jo.marsden").unwrap();
        assert_eq!(*enrolment.letters, "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let totp = Totp::from_url(enrolment.uri.as_str()).unwrap();
        assert_eq!(totp.secret().as_bytes(), rfc().bytes());
        assert_eq!(
            (totp.issuer(), totp.account_name()),
            (Some("Duty Desk Hollin Lane  Surgery"), "jo.marsden")
        );
        assert!(enrolment.svg.contains("<svg"));
        assert_eq!(format!("{enrolment:?} {:?}", rfc()), "Enrolment(…) TotpSecret(…)");
    }
}
