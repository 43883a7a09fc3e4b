import protobuf from 'protobufjs';

/**
 * The part of ONNX's protobuf schema that our graphs need; field numbers and enum values are those of
 * github.com/onnx/onnx, onnx/onnx.proto3 (IR version 8).
 */
const ONNX_PROTO = `
syntax = "proto3";
package onnx;

message ModelProto {
  int64 ir_version = 1;
  string producer_name = 2;
  string producer_version = 3;
  GraphProto graph = 7;
  repeated OperatorSetIdProto opset_import = 8;
}
message OperatorSetIdProto {
  string domain = 1;
  int64 version = 2;
}
message GraphProto {
  repeated NodeProto node = 1;
  string name = 2;
  repeated TensorProto initializer = 5;
  repeated ValueInfoProto input = 11;
  repeated ValueInfoProto output = 12;
}
message NodeProto {
  repeated string input = 1;
  repeated string output = 2;
  string name = 3;
  string op_type = 4;
  repeated AttributeProto attribute = 5;
}
message AttributeProto {
  enum AttributeType { UNDEFINED = 0; FLOAT = 1; INT = 2; INTS = 7; }
  string name = 1;
  float f = 2;
  int64 i = 3;
  repeated int64 ints = 8;
  AttributeType type = 20;
}
message TensorProto {
  repeated int64 dims = 1;
  int32 data_type = 2;
  string name = 8;
  bytes raw_data = 9;
}
message ValueInfoProto {
  string name = 1;
  TypeProto type = 2;
}
message TypeProto {
  message Tensor {
    int32 elem_type = 1;
    TensorShapeProto shape = 2;
  }
  Tensor tensor_type = 1;
}
message TensorShapeProto {
  message Dimension {
    int64 dim_value = 1;
    string dim_param = 2;
  }
  repeated Dimension dim = 1;
}
`;

const schema = protobuf.parse(ONNX_PROTO, { keepCase: true }).root;

/** Encodes and decodes whole ONNX files, as far as the schema above goes; decoding skips what it does not name. */
export const ModelProto = schema.lookupType('onnx.ModelProto');

/** TensorProto.DataType */
export const DataType = { float: 1, int64: 7 } as const;

/** AttributeProto.AttributeType */
export const AttributeType = { float: 1, int: 2, ints: 7 } as const;
