/** The sum of four i32, exactly: it may need more than their 32 bits. */
export function sumOf(vector: v128): f64 {
  return (
    <f64>i32x4.extract_lane(vector, 0) +
    <f64>i32x4.extract_lane(vector, 1) +
    <f64>i32x4.extract_lane(vector, 2) +
    <f64>i32x4.extract_lane(vector, 3)
  );
}
