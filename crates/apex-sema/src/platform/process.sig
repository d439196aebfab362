interface Process.Plugin
  Process.PluginDescribeResult describe()
  Process.PluginResult invoke(Process.PluginRequest)
class Process.PluginDescribeResult.InputParameter
  String description
  String name
  Process.PluginDescribeResultParameterType parameterType
  Boolean required
  new(String,Process.PluginDescribeResultParameterType,Boolean)
  new(String,String,Process.PluginDescribeResultParameterType,Boolean)
class Process.PluginDescribeResult.OutputParameter
  String description
  String name
  Process.PluginDescribeResultParameterType parameterType
  new(String,Process.PluginDescribeResultParameterType)
  new(String,String,Process.PluginDescribeResultParameterType)
enum Process.PluginDescribeResult.ParameterType
  BOOLEAN
  DATE
  DATETIME
  DECIMAL
  DOUBLE
  FLOAT
  ID
  INTEGER
  LONG
  STRING
  TIME
class Process.PluginDescribeResult
  String description
  List<Process.PluginDescribeResultInputParameter> inputParameters
  String name
  List<Process.PluginDescribeResultOutputParameter> outputParameters
  String tag
  new()
class Process.PluginRequest
  Map<String,Object> inputParameters
  new(Map<String,Object>)
class Process.PluginResult
  Map<String,Object> outputParameters
  new(Map<String,Object>)
  new(String,Object)
