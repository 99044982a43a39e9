const formats = [
  { name: 'Rich', rich: true },
  { name: 'Plain', rich: false },
] as const;

/** Whether a message has formatting. */
export function FormatChoice({ rich, onChange }: { rich: boolean; onChange(rich: boolean): void }) {
  return (
    <div className="segments" role="radiogroup" aria-label="Format">
      {formats.map((format) => (
        <label key={format.name} className={format.rich === rich ? 'on' : ''}>
          <input
            type="radio"
            name="format"
            className="visually-hidden"
            checked={format.rich === rich}
            onChange={() => onChange(format.rich)}
          />
          {format.name}
        </label>
      ))}
    </div>
  );
}
