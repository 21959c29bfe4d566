//! The arithmetic between the encoder's multiplications, in float32 and in an order that `training/encoder.py` repeats.
//!
//! Loops over slices without a branch, so that the compiler makes them as wide as the processor.

/// e to a number from -87 to 87, to one part in 250,000.
fn exp(x: f32) -> f32 {
    const ROUND: f32 = 12_582_912.0;
    let y = x.max(-87.0) * std::f32::consts::LOG2_E;
    let whole = y + ROUND;
    let part = y - (whole - ROUND);
    let mut sum = 0.001_333_355_8;
    for factor in [0.009_618_129, 0.055_504_11, 0.240_226_5, std::f32::consts::LN_2, 1.0] {
        sum = sum * part + factor;
    }
    f32::from_bits(sum.to_bits().wrapping_add(whole.to_bits() << 23))
}

/// Each number times the share of a normal distribution that lies below it (Abramowitz and Stegun 7.1.26).
pub(crate) fn gelu(numbers: &mut [f32]) {
    for x in numbers {
        let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
        let t = 1.0 / (1.0 + 0.327_591_1 * z);
        let mut sum = 1.061_405_4;
        for factor in [-1.453_152_1, 1.421_413_8, -0.284_496_72, 0.254_829_6] {
            sum = sum * t + factor;
        }
        let tail = 0.5 * (sum * t * exp(-(z * z)));
        *x *= if *x < 0.0 { tail } else { 1.0 - tail };
    }
}

/// Makes shares of one whole out of how near each is.
pub(crate) fn softmax(row: &mut [f32]) {
    let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    row.iter_mut().for_each(|near| *near = exp(*near - most));
    let all = sum(row);
    row.iter_mut().for_each(|near| *near /= all);
}

/// A row with a mean of nought and a spread of one, weighed.
pub(crate) fn normal(row: &mut [f32], weight: &[f32], bias: &[f32]) {
    let count = row.len() as f32;
    let mean = sum(row) / count;
    row.iter_mut().for_each(|x| *x -= mean);
    let squares = lanes(row, |x| x * x);
    let spread = (squares / count + 1e-12).sqrt();
    for ((x, weight), bias) in row.iter_mut().zip(weight).zip(bias) {
        *x = *x / spread * weight + bias;
    }
}

/// A row as whole numbers from 0 to 255: writes them, gives their step and which of them stands for nought.
pub(crate) fn rounded(row: &[f32], whole: &mut [u8]) -> (f32, u8) {
    let low = row.iter().copied().fold(0.0, f32::min);
    let high = row.iter().copied().fold(0.0, f32::max);
    let step = ((high - low) / 255.0).max(1e-9);
    let zero = nearest(-low / step);
    for (to, x) in whole.iter_mut().zip(row) {
        *to = (nearest(x / step) + zero).clamp(0.0, 255.0) as u8;
    }
    (step, zero as u8)
}

/// The nearest whole number, of two the even one, for numbers far smaller than four million.
fn nearest(x: f32) -> f32 {
    const ROUND: f32 = 12_582_912.0;
    (x + ROUND) - ROUND
}

pub(crate) fn sum(row: &[f32]) -> f32 {
    lanes(row, |x| x)
}

/// A sum in eight strands, as wide as a processor adds.
fn lanes(row: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let (eights, rest) = row.as_chunks::<8>();
    let mut sums = [0.0_f32; 8];
    for eight in eights {
        for (sum, x) in sums.iter_mut().zip(eight) {
            *sum += of(*x);
        }
    }
    sums.iter().sum::<f32>() + rest.iter().map(|x| of(*x)).sum::<f32>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_near_enough_is() {
        for x in (-80..80).map(|x| x as f32 / 2.0) {
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-5, "{x}");
        }
        for (x, gelu_of_x) in
            [(-9.0, 0.0), (-1.0, -0.158_655_26), (0.0, 0.0), (0.5, 0.345_731_23), (3.0, 2.995_950_2)]
        {
            let mut row = [x];
            gelu(&mut row);
            assert!((row[0] - gelu_of_x).abs() < 1e-6_f32, "{x}: {}", row[0]);
        }
    }

    #[test]
    fn a_row_is_rounded_within_half_a_step_and_nought_stays_nought() {
        let row = [-1.5, 0.0, 0.2, 7.25, 3.0];
        let mut whole = [0; 5];
        let (step, zero) = rounded(&row, &mut whole);
        assert_eq!(whole[1], zero);
        for (x, whole) in row.iter().zip(whole) {
            assert!((f32::from(whole) - f32::from(zero)) * step - x <= step * 0.501, "{x} {whole}");
        }
        assert_eq!(rounded(&[0.0; 3], &mut [9; 3]).1, 0);
    }

    #[test]
    fn shares_make_a_whole() {
        let mut row = [-1e9, 0.0, 2.0, 2.0, -30.0, 1.0, 1.0, 1.0, 0.5];
        softmax(&mut row);
        assert!((sum(&row) - 1.0).abs() < 1e-6);
        assert!(row[2] > row[1] && row[2] == row[3] && row[0] < 1e-30);
    }
}
