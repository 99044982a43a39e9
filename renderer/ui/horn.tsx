/** The mark of the house. */
export function Horn({ size, width = 1.8 }: { size: number; width?: number }) {
  return (
    <svg
      className="horn"
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={width}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d="M3 8.5c5 0 6 .2 8 .2a5.3 5.3 0 1 1-5.3 5.3c0-2 1.5-3.5 3.4-3.5S12.5 12 12.5 13.8s-1.3 2.8-2.6 2.8" />
      <path d="M11 8.7c4 0 6.500-1.200 10-4.700v11c-1.700-1.700-3-2.700-4.800-3.300" />
    </svg>
  );
}
