/** Colours that colour-blind readers can tell apart (Okabe & Ito 2008), on a white ground of their own so that dark pages do no harm. */

export const GROUND = '#ffffff';
export const INK = '#222222';
export const FAINT = '#6b6b6b';
export const GRID_LINE = '#e3e3e3';

export const BLUE = '#0072b2';
export const VERMILLION = '#d55e00';
export const SKY = '#56b4e9';
export const ORANGE = '#e69f00';
export const YELLOW = '#f0e442';
export const GREEN = '#009e73';
export const PURPLE = '#cc79a7';
export const BLACK = '#000000';
export const GREY = '#999999';

/** Bought and sold; the markers differ in shape as well. */
export const BUY: string = BLUE;
export const SELL: string = VERMILLION;

/** echarts measures text without a browser by the widths of Arial: fonts as wide as it come first. */
export const FONT = 'Arial, Helvetica, Liberation Sans, DejaVu Sans, sans-serif';
