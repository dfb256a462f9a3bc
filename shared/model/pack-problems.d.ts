export declare const PACK_PROBLEMS: readonly ['notAPack', 'notMbtiles', 'notPmtiles', 'damaged', 'cutShort', 'noTiles', 'noIndex', 'notPlainView', 'formNotDrawn', 'formMixed', 'formOther', 'tileTooLarge', 'zooms', 'bounds', 'notAFile', 'beingWritten'];
export type PackProblem = (typeof PACK_PROBLEMS)[number];
