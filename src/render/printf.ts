/** More digits than any tie between two short decimals can have; the most that JavaScript prints. */
const EXACT_DIGITS = 100;

/** A double has no more significant digits than these. */
const MAX_PRECISION = 17;

/**
 * C's `%.Nf`, as Python prints it: ties go to the even digit, where JavaScript's `toFixed` goes away from zero
 * (0.125 is `0.12`, not `0.13`). Never prints a negative zero.
 */
export function fixed(value: number, digits: number): string {
  const rounded = tiesToEven(value.toFixed(digits), value.toFixed(EXACT_DIGITS));
  return /^-[0.]*$/.test(rounded) ? rounded.slice(1) : rounded;
}

/** C's `%.Ng`, as Python prints it: `N` significant digits without trailing zeros, with an exponent outside 1e-4 to 1eN. */
export function general(value: number, precision: number): string {
  const digits = Math.min(Math.max(Math.trunc(precision), 1), MAX_PRECISION);
  const [mantissa = "", power = "0"] = value.toExponential(digits - 1).split("e");
  const [exactMantissa = "", exactPower] = value.toExponential(EXACT_DIGITS).split("e");
  const exponent = Number(power);
  if (exponent >= -4 && exponent < digits) return trimZeros(fixed(value, digits - 1 - exponent));
  // Where rounding gained a digit, as from 9.5 to 1e+1, it went up from a 9, which is what a tie does.
  const rounded = power === exactPower ? tiesToEven(mantissa, exactMantissa) : mantissa;
  return `${trimZeros(rounded)}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** Corrects a decimal that JavaScript rounded, given the same number with all its digits. */
function tiesToEven(rounded: string, exact: string): string {
  const rest = exact.replace(".", "").slice(rounded.replace(".", "").length);
  const lastDigit = Number(rounded.at(-1));
  const wasTie = /^50*$/.test(rest);
  // An odd last digit of a tie was rounded up from the even digit below it, so nothing is ever borrowed.
  return wasTie && lastDigit % 2 === 1 ? `${rounded.slice(0, -1)}${lastDigit - 1}` : rounded;
}

function trimZeros(decimal: string): string {
  return decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
}
