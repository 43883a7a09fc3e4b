/** @param share  0 to 1; undefined: nobody knows how much there is */
export function Progress({ share, label }: { share: number | undefined; label: string }) {
  const percent = share === undefined ? undefined : Math.round(Math.min(1, share) * 100);
  return (
    <div
      class={`progress ${percent === undefined ? 'is-unknown' : ''}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <span style={{ width: percent === undefined ? '30%' : `${percent}%` }} />
    </div>
  );
}
