interface Process.Plugin
  Process.PluginDescribeResult describe()
  Process.PluginResult invoke(Process.PluginRequest)
class Process.PluginDescribeResult.InputParameter
  String description
  String name
  Process.PluginDescribeResult.ParameterType parameterType
  Boolean required
  new(String,Process.PluginDescribeResult.ParameterType,Boolean)
  new(String,String,Process.PluginDescribeResult.ParameterType,Boolean)
class Process.PluginDescribeResult.OutputParameter
  String description
  String name
  Process.PluginDescribeResult.ParameterType parameterType
  new(String,Process.PluginDescribeResult.ParameterType)
  new(String,String,Process.PluginDescribeResult.ParameterType)
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
  List<Process.PluginDescribeResult.InputParameter> inputParameters
  String name
  List<Process.PluginDescribeResult.OutputParameter> outputParameters
  String tag
  new()
class Process.PluginRequest
  Map<String,Object> inputParameters
  new(Map<String,Object>)
class Process.PluginResult
  Map<String,Object> outputParameters
  new(Map<String,Object>)
  new(String,Object)
